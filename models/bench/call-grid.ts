import type { DenoiserSession } from '../architectures/denoiser'
import type { BenchModel } from './bench-model'
import type { CallFigure } from './bench-schema'
import { interleave } from './interleave'
import { prose } from './prose'
import { median } from './statistics'

const contexts = [128, 512, 2048]
const alternativeCounts = [1, 4, 8]
const calls = 16

interface CallOptions {
  /** Milliseconds to take, about. */
  readonly budget: number
  readonly leastRounds: number
  /** Tokens of the canvases. */
  readonly canvases: readonly number[]
}

/** Measures a call in all settings that the window holds, each context in turn. */
export async function measureCalls(
  model: BenchModel,
  { budget, leastRounds, canvases }: CallOptions,
  onRound?: (fraction: number) => void
): Promise<CallFigure[]> {
  const { window } = model.denoiser.info
  const figures: CallFigure[] = []
  for (const [index, context] of contexts.entries()) {
    // A small window holds no more than was measured with the context before.
    const before = contexts[index - 1] ?? 0
    const options = {
      budget: budget / contexts.length,
      leastRounds,
      canvases: canvases.filter((canvas) => window - 1 - canvas > before)
    }
    const onPart = (fraction: number) => onRound?.((index + fraction) / contexts.length)
    figures.push(...(await measureContext(model, context, options, onPart)))
  }
  return figures
}

async function measureContext(
  model: BenchModel,
  wanted: number,
  { budget, leastRounds, canvases }: CallOptions,
  onRound: (fraction: number) => void
): Promise<CallFigure[]> {
  const { denoiser, tokenizer, now, signal } = model
  const { window, maskId } = denoiser.info
  const tokens = tokenizer.encode(prose)
  const differing = [...new Set(tokens)]
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
      // Canvases that are the same would be asked about once.
      const canvasOf = (alternative: number) =>
        new Int32Array(canvas).fill(maskId).fill(differing[alternative]!, 0, 1)
      const positions = Int32Array.from({ length: canvas }, (_, position) => position)
      for (const alternatives of alternativeCounts) {
        const name = `${canvas} × ${alternatives}`
        settings.set(name, { context, canvas, alternatives })
        cases[name] = async () => {
          const started = now()
          await session.evaluate(
            {
              alternatives: Array.from({ length: alternatives }, (_, index) => canvasOf(index)),
              positions: Array.from({ length: alternatives }, () => positions),
              totalNoise: 1
            },
            signal
          )
          return now() - started
        }
      }
    }
    const times = await interleave(cases, { ...model, rounds: 9, leastRounds, budget, onRound })
    return Array.from(settings, ([name, setting]) => {
      const milliseconds = median(times[name]!)
      const seconds = (milliseconds * Math.min(calls, setting.canvas)) / 1000
      return { ...setting, milliseconds, tokensPerSecond: (setting.canvas * setting.alternatives) / seconds }
    })
  } finally {
    for (const session of sessions) await session.close()
  }
}
