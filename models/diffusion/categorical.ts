import { DiffusionError } from './diffusion-error'
import type { Random } from './random'

/** How a distribution is sharpened before a draw. The defaults leave it as the model gave it. */
export interface Sharpening {
  /** Logarithms are divided by it; 1 is the model's own distribution, 0 always takes the likeliest. */
  temperature?: number
  /** Nucleus: keep the fewest likeliest entries whose mass reaches this share (0 < p ≤ 1), after temperature. */
  topP?: number
}

/**
 * One draw by the inverse CDF in float64, from exactly one uniform. The reference draws by a race in fp32,
 * whose coarse uniforms never let rare tokens win (Zheng et al., arXiv 2409.02908); a running sum in float64
 * has no such floor.
 *
 * @param weights non-negative, not necessarily normalised; an entry of weight 0 is never drawn.
 * @returns an index into `weights`.
 * @throws DiffusionError `invalid-distribution` if the weights do not sum to a positive, finite number.
 */
export function drawIndex(weights: Float64Array, random: Random): number {
  let total = 0
  for (const weight of weights) total += weight
  const target = random.uniform() * total
  let cumulative = 0
  for (let index = 0; index < weights.length; index++) {
    cumulative += weights[index]!
    if (target < cumulative && cumulative < Infinity) return index
  }
  throw new DiffusionError(
    'invalid-distribution',
    `Cannot draw one of ${weights.length} entries: their weights sum to ${total}, not to a positive number.`
  )
}

/** The fewest largest weights that reach `topP` of the total stay; the rest become 0. Changes `weights`. */
function keepNucleus(weights: Float64Array, topP: number): void {
  let total = 0
  for (const weight of weights) total += weight
  // All entries below this floor together hold less than 1 − topP, so none of them can be in the nucleus:
  // only the others need sorting, a few hundred of a vocabulary of 50,000.
  const floor = ((1 - topP) * total) / weights.length
  const order: number[] = []
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index]!
    if (weight > 0 && weight >= floor) order.push(index)
  }
  order.sort((left, right) => weights[right]! - weights[left]! || left - right)
  const nucleus = new Map<number, number>()
  let kept = 0
  for (const index of order) {
    if (kept >= topP * total) break
    const weight = weights[index]!
    nucleus.set(index, weight)
    kept += weight
  }
  weights.fill(0)
  for (const [index, weight] of nucleus) weights[index] = weight
}

/**
 * Log-probabilities (nats; any common offset, −∞ allowed) → probabilities after temperature and nucleus,
 * renormalised over what is kept. Given the k best of a vocabulary it normalises over those k.
 *
 * @throws DiffusionError `invalid-distribution` for NaN, +∞ or no possible entry; `invalid-argument` for a
 * temperature below 0 or a top-p outside (0, 1].
 */
export function sharpen(logProbabilities: ArrayLike<number>, sharpening: Sharpening = {}): Float64Array {
  const { temperature = 1, topP = 1 } = sharpening
  if (!(temperature >= 0 && temperature < Infinity)) {
    throw new DiffusionError('invalid-argument', `Temperature is a number from 0 up, not ${temperature}.`)
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new DiffusionError('invalid-argument', `Top-p lies above 0 and at most at 1; ${topP} does not.`)
  }
  const weights = Float64Array.from(logProbabilities)
  const best = weights.reduce((left, right) => Math.max(left, right), -Infinity)
  if (!Number.isFinite(best)) {
    throw new DiffusionError(
      'invalid-distribution',
      `The largest of ${weights.length} log-probabilities is ${best}.`
    )
  }
  if (temperature === 0) {
    const likeliest = weights.indexOf(best)
    weights.fill(0)[likeliest] = 1
    return weights
  }
  for (let index = 0; index < weights.length; index++) {
    weights[index] = Math.exp((weights[index]! - best) / temperature)
  }
  if (topP < 1) keepNucleus(weights, topP)
  let total = 0
  for (const weight of weights) total += weight
  return weights.map((weight) => weight / total)
}

/** One draw from log-probabilities after `sharpen`; one uniform, even at temperature 0. @returns an index. */
export function drawFromLogProbabilities(
  logProbabilities: ArrayLike<number>,
  random: Random,
  sharpening?: Sharpening
): number {
  return drawIndex(sharpen(logProbabilities, sharpening), random)
}
