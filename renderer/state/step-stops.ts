/** The stops of the steps slider: each doubles the calls. */
export const stepStops = [1, 2, 4, 8, 16, 32, 64, 128] as const

/** The stop nearest to a number of steps, on the slider's own (logarithmic) scale. */
export function nearestStop(steps: number): number {
  const exponent = Math.round(Math.log2(Math.max(1, steps)))
  return Math.min(exponent, stepStops.length - 1)
}
