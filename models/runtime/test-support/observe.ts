import type { Denoiser } from '../../architectures/denoiser'
import { fill } from '../../infill/fill'
import { parseMarks } from '../../infill/marks'
import { defaultFillSettings } from '../../infill/settings'
import type { Tokenizer } from '../../tokenizer/tokenizer'

/** What a denoiser says, as plain data that can be compared. */
export interface Observation {
  /** Texts filled at temperature 0. */
  readonly fills: readonly string[]
  /** For each canvas position of one call the best tokens and their log-probabilities. */
  readonly candidates: readonly { readonly tokens: number[]; readonly logProbabilities: number[] }[]
  readonly leftToRight: readonly number[]
}

/** More than 32 tokens of context and of canvas: there attention has gone wrong on graphics processors. */
const text = `The old house stood at the end of the lane. Nobody had lived there since the war. <gap words="9"/> In summer the
children of the village <regen>climbed over the wall, <keep>ran</keep> through the long grass</regen> and came home late.`

/** Lets a denoiser do all it can: fill, give candidates, and read from left to right. */
export async function observe(denoiser: Denoiser, tokenizer: Tokenizer): Promise<Observation> {
  const document = parseMarks(text)
  const settings = { ...defaultFillSettings, temperature: 0, steps: 4, alternatives: 2 }
  const { alternatives } = await fill(document, settings, { denoiser, tokenizer, now: () => 0 })
  const fills = alternatives.flatMap(({ regions }) => regions.map((region) => region.text))
  const ids = tokenizer.encode(text)
  const canvas = new Int32Array(40).fill(denoiser.info.maskId)
  const session = await denoiser.open({
    contexts: [ids.slice(0, 60), ids.slice(60, 100)],
    canvases: [{ length: canvas.length, openLength: true }]
  })
  const [answers] = await session.evaluate({
    alternatives: [canvas],
    positions: [canvas.map((_, position) => position)],
    totalNoise: 1
  })
  await session.close()
  const [leftToRight] = await denoiser.leftToRight!([{ ids: ids.slice(0, 80), from: 0 }])
  return {
    fills,
    candidates: answers!.map(({ tokens, logProbabilities }) => ({
      tokens: Array.from(tokens.slice(0, 8)),
      logProbabilities: Array.from(logProbabilities.slice(0, 8))
    })),
    leftToRight: Array.from(leftToRight!)
  }
}
