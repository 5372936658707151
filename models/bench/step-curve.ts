import { canvasTokens, fillOnce, type BenchModel } from './bench-model'
import { documentWithGap, placeAt } from './prose'
import { mean, median, standardError } from './statistics'

/** What a number of steps costs and brings. */
export interface StepFigure {
  readonly steps: number
  /** Network calls that were made, median. */
  readonly networkCalls: number
  /** Of a fill where the context was read before, median. */
  readonly milliseconds: number
  /** How surprised the judge is by a filled gap and the 32 tokens behind it, in nats a token; mean over the places, and its standard error. */
  readonly judgeNatsPerToken: number
  readonly standardError: number
}

const stepCounts = [1, 2, 4, 8, 16, 32]
const places = 6

/** Fills the same gaps of 32 tokens with each number of steps, place by place. */
export async function measureStepCurve(
  model: BenchModel,
  onPlace?: (fraction: number) => void
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
    for (const { steps, calls, times, surprises } of figures) {
      const { networkCalls, milliseconds, alternatives } = await fillOnce(model, document, { steps })
      calls.push(networkCalls)
      times.push(milliseconds)
      surprises.push(-alternatives[0]!.score)
    }
    onPlace?.((index + 1) / places)
  }
  return figures.map(({ steps, calls, times, surprises }) => ({
    steps,
    networkCalls: median(calls),
    milliseconds: median(times),
    judgeNatsPerToken: mean(surprises),
    standardError: standardError(surprises)
  }))
}
