import type { DenoiserSession } from '../architectures/denoiser'
import type { BenchModel } from './bench-model'
import { interleave } from './interleave'
import { prose } from './prose'
import { median } from './statistics'

/** What a network call costs in one setting. */
export interface CallFigure {
  /** Tokens of cached context: as many as were asked for and the window holds. */
  readonly context: number
  /** Tokens of the canvas, all of them asked for. */
  readonly canvas: number
  readonly alternatives: number
  /** Of one step, median. */
  readonly milliseconds: number
  /** Tokens written a second by a fill that takes 16 calls (a call a token where there are fewer), all alternatives together. */
  readonly tokensPerSecond: number
}

const contexts = [128, 512, 2048]
const canvases = [8, 32, 128]
const alternativeCounts = [1, 4, 8]
const calls = 16

/** Measures a call in all settings, each context in turn. @param budget milliseconds to take, about */
export async function measureCalls(
  model: BenchModel,
  budget: number,
  onRound?: (fraction: number) => void
): Promise<CallFigure[]> {
  const figures: CallFigure[] = []
  for (const [index, context] of contexts.entries()) {
    figures.push(
      ...(await measureContext(model, context, budget / contexts.length, (fraction) =>
        onRound?.((index + fraction) / contexts.length)
      ))
    )
  }
  return figures
}

async function measureContext(
  model: BenchModel,
  wanted: number,
  budget: number,
  onRound: (fraction: number) => void
): Promise<CallFigure[]> {
  const { denoiser, tokenizer, now, signal } = model
  const { window, maskId } = denoiser.info
  const tokens = tokenizer.encode(prose)
  const sessions: DenoiserSession[] = []
  const settings = new Map<string, Omit<CallFigure, 'milliseconds' | 'tokensPerSecond'>>()
  const cases: Record<string, () => Promise<number>> = {}
  try {
    for (const canvas of canvases) {
      const context = Math.min(wanted, window - 1 - canvas)
      const left = tokens.slice(0, context >> 1)
      const right = tokens.slice(left.length, context)
      const layout = { contexts: [left, right], canvases: [{ length: canvas, openLength: false }] }
      const session = await denoiser.open(layout, signal)
      sessions.push(session)
      const hidden = new Int32Array(canvas).fill(maskId)
      const positions = hidden.map((_, position) => position)
      for (const alternatives of alternativeCounts) {
        const name = `${canvas} × ${alternatives}`
        settings.set(name, { context, canvas, alternatives })
        cases[name] = async () => {
          const started = now()
          await session.evaluate(
            {
              alternatives: Array.from({ length: alternatives }, () => hidden),
              positions: Array.from({ length: alternatives }, () => positions),
              totalNoise: 1
            },
            signal
          )
          return now() - started
        }
      }
    }
    const times = await interleave(cases, { ...model, rounds: 9, leastRounds: 3, budget, onRound })
    return Array.from(settings, ([name, setting]) => {
      const milliseconds = median(times[name]!)
      const seconds = (milliseconds * Math.min(calls, setting.canvas)) / 1000
      return { ...setting, milliseconds, tokensPerSecond: (setting.canvas * setting.alternatives) / seconds }
    })
  } finally {
    for (const session of sessions) await session.close()
  }
}
