import { canvasTokens, contextTokens, fillOnce, type BenchModel } from '../bench-model'
import { interleave } from '../interleave'
import { documentWithGap, placeAt, prose } from '../prose'
import { median } from '../statistics'
import type { LlamaPeer } from './llama-cpp'

/** Milliseconds, medians of one run; and how our fills compare with the faster of the peers. */
export interface PeerReport {
  readonly threads: number
  readonly model: string
  readonly device: string
  /** A gap of 32 tokens, 512 tokens of context around it, read for the first time. */
  readonly firstProposal: {
    readonly calls16: FillFigure
    readonly calls8: FillFigure
  }
  /** The same gap again, at 16 calls and another seed. */
  readonly secondFill: FillFigure
  readonly fourAlternatives: FillFigure
  /** llama.cpp: reading 512 tokens and decoding 32 after them, once, and four times over one reading. */
  readonly llamaCpp: readonly {
    readonly format: string
    readonly readAndDecode: number
    readonly fourAlternatives: number
  }[]
  readonly ratios: {
    readonly calls16OverLlamaCpp: number
    readonly calls8OverLlamaCpp: number
    readonly judged16OverLlamaCpp: number
    readonly judged8OverLlamaCpp: number
    readonly fourAlternativesOverLlamaCpp: number
    readonly secondFillOverFirst: number
  }
}

export interface FillFigure {
  /** Until all words of it stand, as the window shows them. llama.cpp is compared with this: nothing judges what it writes. */
  readonly proposed: number
  /** Until it is judged as well, which is what ranks several. */
  readonly judged: number
  /** Calls that were made, the one that may ask for a length included. */
  readonly networkCalls: number
}

export interface Peer {
  /** How the weights are held. */
  readonly format: string
  readonly llama: LlamaPeer
}

type FillName = 'calls16' | 'calls8' | 'secondFill' | 'fourAlternatives'

/** Measures fills and llama.cpp in turn, in one process, on the same prose. */
export async function measurePeers(
  model: BenchModel,
  peers: readonly Peer[],
  threads: number,
  onRound?: (fraction: number) => void
): Promise<PeerReport> {
  const { denoiser, tokenizer, now } = model
  const none = (): Record<FillName, number[]> => ({
    calls16: [],
    calls8: [],
    secondFill: [],
    fourAlternatives: []
  })
  const calls = none()
  const proposed = none()
  let place = 0
  let document = documentWithGap(placeAt(place), canvasTokens, tokenizer)
  const atNextPlace = () => (document = documentWithGap(placeAt(++place), canvasTokens, tokenizer))
  const timeFill = async (
    name: FillName,
    where: typeof document,
    settings: Parameters<typeof fillOnce>[2]
  ): Promise<number> => {
    const started = now()
    let last = started
    const { milliseconds, networkCalls } = await fillOnce(model, where, settings, () => (last = now()))
    calls[name].push(networkCalls)
    proposed[name].push(last - started)
    return milliseconds
  }
  const tokens = Array.from(tokenizer.encode(prose))
  const timePeer = async (round: number, run: (prefix: readonly number[]) => Promise<unknown>) => {
    // Another prefix each time, of the same prose.
    const start = (round * 97) % (tokens.length - contextTokens)
    const prefix = tokens.slice(start, start + contextTokens)
    const started = now()
    await run(prefix)
    return now() - started
  }
  const cases: Record<string, (round: number) => Promise<number>> = {
    calls16: () => timeFill('calls16', atNextPlace(), { steps: 16 }),
    secondFill: () => timeFill('secondFill', document, { steps: 16, seed: 2 }),
    calls8: () => timeFill('calls8', atNextPlace(), { steps: 8 }),
    fourAlternatives: () => timeFill('fourAlternatives', atNextPlace(), { steps: 16, alternatives: 4 })
  }
  for (const { format, llama } of peers) {
    cases[format] = (round) => timePeer(round, (prefix) => llama.readAndDecode(prefix, canvasTokens))
    cases[`${format} × 4`] = (round) =>
      timePeer(round, (prefix) => llama.decodeAlternatives(prefix, canvasTokens, 4))
  }
  const times = await interleave(cases, { ...model, rounds: 9, leastRounds: 3, budget: 120_000, onRound })
  // The round that warms up is no part of the times.
  const figure = (name: FillName): FillFigure => ({
    proposed: median(proposed[name].slice(1)),
    judged: median(times[name]!),
    networkCalls: median(calls[name].slice(1))
  })
  const llamaCpp = peers.map(({ format }) => ({
    format,
    readAndDecode: median(times[format]!),
    fourAlternatives: median(times[`${format} × 4`]!)
  }))
  const once = Math.min(...llamaCpp.map(({ readAndDecode }) => readAndDecode))
  const four = Math.min(...llamaCpp.map(({ fourAlternatives }) => fourAlternatives))
  const [calls16, calls8] = [figure('calls16'), figure('calls8')]
  const [secondFill, fourAlternatives] = [figure('secondFill'), figure('fourAlternatives')]
  return {
    threads,
    model: denoiser.info.name,
    device: denoiser.info.device,
    firstProposal: { calls16, calls8 },
    secondFill,
    fourAlternatives,
    llamaCpp,
    ratios: {
      calls16OverLlamaCpp: calls16.proposed / once,
      calls8OverLlamaCpp: calls8.proposed / once,
      judged16OverLlamaCpp: calls16.judged / once,
      judged8OverLlamaCpp: calls8.judged / once,
      fourAlternativesOverLlamaCpp: fourAlternatives.judged / four,
      secondFillOverFirst: secondFill.judged / calls16.judged
    }
  }
}
