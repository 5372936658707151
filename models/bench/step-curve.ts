import { canvasTokens, fillOnce, type BenchModel } from './bench-model'
import type { StepFigure } from './bench-schema'
import { documentWithGap, placeAt } from './prose'
import { mean, median, standardError } from './statistics'

const stepCounts = [1, 2, 4, 8, 16, 32]

/** Fills the same gaps of 32 tokens with each number of steps, place by place. */
export async function measureStepCurve(
  model: BenchModel,
  { places }: { readonly places: number },
  onFill?: (fraction: number) => void
): Promise<StepFigure[]> {
  const figures = stepCounts.map((steps) => ({
    steps,
    calls: [] as number[],
    times: [] as number[],
    surprises: [] as number[]
  }))
  for (let index = 0; index < places; index += 1) {
    const document = documentWithGap(placeAt(index), canvasTokens, model.tokenizer)
    await fillOnce(model, document, { steps: 1 })
    for (const [number, { steps, calls, times, surprises }] of figures.entries()) {
      const { networkCalls, milliseconds, alternatives } = await fillOnce(model, document, { steps })
      calls.push(networkCalls)
      times.push(milliseconds)
      surprises.push(-alternatives[0]!.score)
      onFill?.((index + (number + 1) / figures.length) / places)
    }
  }
  return figures.map(({ steps, calls, times, surprises }) => ({
    steps,
    networkCalls: median(calls),
    milliseconds: median(times),
    judgeNatsPerToken: mean(surprises),
    standardError: standardError(surprises)
  }))
}
