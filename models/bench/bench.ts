import type { BenchModel } from './bench-model'
import { measureCalls, type CallFigure } from './call-grid'
import { measureRatios, type Ratios } from './ratios'
import { measureStepCurve, type StepFigure } from './step-curve'

export interface BenchReport {
  readonly ratios: Ratios
  readonly steps: readonly StepFigure[]
  readonly calls: readonly CallFigure[]
  readonly device: string
  readonly model: string
}

/** Milliseconds for each of the two parts that make fewer rounds on a slow machine. */
const usualBudget = 60_000

/** Shares of the work, for the progress. */
const parts = { ratios: 0.4, steps: 0.2, calls: 0.4 }

/**
 * Measures how fast a model is here, and what steps buy: README.md.
 * @param onProgress is told the share that is done, 0 … 1
 */
export async function runBench(
  model: BenchModel,
  onProgress?: (fraction: number) => void,
  budget = usualBudget
): Promise<BenchReport> {
  const ratios = await measureRatios(model, budget, (fraction) => onProgress?.(parts.ratios * fraction))
  const steps = await measureStepCurve(model, (fraction) =>
    onProgress?.(parts.ratios + parts.steps * fraction)
  )
  const calls = await measureCalls(model, budget, (fraction) =>
    onProgress?.(parts.ratios + parts.steps + parts.calls * fraction)
  )
  const { device, name } = model.denoiser.info
  return { ratios, steps, calls, device, model: name }
}
