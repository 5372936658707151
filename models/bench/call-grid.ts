import type { DenoiserSession } from '../architectures/denoiser'
import type { BenchModel } from './bench-model'
import type { CallFigure } from './bench-schema'
import { interleave } from './interleave'
import { prose } from './prose'
import { median } from './statistics'
import { stepsOf, stepsOfFill } from './steps'

const contexts = [128, 512, 2048]
const alternativeCounts = [1, 4, 8]

interface CallOptions {
  /** Milliseconds to take, about. */
  readonly budget: number
  readonly leastRounds: number
  /** Tokens of the canvases. */
  readonly canvases: readonly number[]
}

/** Measures a step of a fill in all settings that the window holds, each context in turn. */
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
      for (const alternatives of alternativeCounts) {
        const name = `${canvas} × ${alternatives}`
        settings.set(name, { context, canvas, alternatives })
        const steps = stepsOf(session, { length: canvas, maskId, revealed: tokens, alternatives })
        cases[name] = async () => {
          const started = now()
          await steps.next(signal)
          return now() - started
        }
      }
    }
    const times = await interleave(cases, { ...model, rounds: 9, leastRounds, budget, onRound })
    return Array.from(settings, ([name, setting]) => {
      const milliseconds = median(times[name]!)
      const seconds = (milliseconds * Math.min(stepsOfFill, setting.canvas)) / 1000
      return { ...setting, milliseconds, tokensPerSecond: (setting.canvas * setting.alternatives) / seconds }
    })
  } finally {
    for (const session of sessions) await session.close()
  }
}
