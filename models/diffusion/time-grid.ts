import { DiffusionError } from './diffusion-error'

/** Where the predictor stops and the denoising step takes over; σ̄ is not resolved below it. */
export const FINAL_TIME = 1e-5

function grid(steps: number, fall: (share: number) => number): Float64Array {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new DiffusionError('invalid-argument', `Sampling takes at least one step, not ${steps}.`)
  }
  const times = Float64Array.from(
    { length: steps + 1 },
    (_, i) => FINAL_TIME + (1 - FINAL_TIME) * fall(i / steps)
  )
  times[steps] = FINAL_TIME
  return times
}

/** steps + 1 equally spaced times from 1 down to `FINAL_TIME`, as in SEDD's code. */
export function linearTimes(steps: number): Float64Array {
  return grid(steps, (share) => 1 - share)
}

/** steps + 1 times along a quarter cosine (MaskGIT's): short steps first, while the text is mostly unknown. */
export function cosineTimes(steps: number): Float64Array {
  return grid(steps, (share) => Math.cos((Math.PI / 2) * share))
}
