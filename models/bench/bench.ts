import type { BenchModel } from './bench-model'
import type { BenchExtent, BenchReport } from './bench-schema'
import { measureCalls } from './call-grid'
import { measureRatios } from './ratios'
import { measureStepCurve } from './step-curve'

interface Measurements {
  /** Milliseconds for each of the parts that make fewer rounds on a slow machine. */
  readonly budget: number
  readonly leastRounds: number
  /** Places of the step curve. */
  readonly places: number
  /** Tokens of the canvases of single calls. */
  readonly canvases: readonly number[]
  /** Shares of the work, for the progress. No ratios: they are not measured. */
  readonly shares: { readonly ratios: number; readonly steps: number; readonly calls: number }
}

const measurements: Readonly<Record<BenchExtent, Measurements>> = {
  short: {
    budget: 12_000,
    leastRounds: 1,
    places: 3,
    canvases: [8, 32],
    shares: { ratios: 0, steps: 0.6, calls: 0.4 }
  },
  whole: {
    budget: 60_000,
    leastRounds: 3,
    places: 6,
    canvases: [8, 32, 128],
    shares: { ratios: 0.4, steps: 0.2, calls: 0.4 }
  }
}

/**
 * Measures how fast a model is here, and what steps buy: README.md.
 * @param onProgress is told the share that is done, 0 … 1
 */
export async function runBench(
  model: BenchModel,
  extent: BenchExtent,
  onProgress?: (fraction: number) => void,
  budget = measurements[extent].budget
): Promise<BenchReport> {
  const { shares, ...rest } = measurements[extent]
  const some = { ...rest, budget }
  const report = (before: number, share: number) => (fraction: number) =>
    onProgress?.(before + share * fraction)
  const ratios = shares.ratios > 0 ? await measureRatios(model, some, report(0, shares.ratios)) : null
  const steps = await measureStepCurve(model, some, report(shares.ratios, shares.steps))
  const calls = await measureCalls(model, some, report(shares.ratios + shares.steps, shares.calls))
  const { device, name } = model.denoiser.info
  return { ratios, steps, calls, device, model: name }
}
