import { drawIndex } from './categorical'
import { DiffusionError } from './diffusion-error'
import type { Random } from './random'

/**
 * Moves one position: whether it leaves comes first (one Bernoulli), then where it goes (one inverse CDF). A joint
 * race between thousands of rare tokens and one near-certain "stay" is where fp32 samplers lose the tail of the
 * vocabulary (arXiv 2409.02908).
 *
 * @param weights of every state the position may be in after the step, N entries, not necessarily normalised; negative
 * ones, which inexact scores produce, count as 0. The array is used up.
 * @returns the new state.
 * @throws DiffusionError `invalid-distribution` if the weights do not sum to a positive, finite number.
 */
export function jump(weights: Float64Array, token: number, random: Random): number {
  let leaving = 0
  weights.forEach((weight, state) => {
    if (weight < 0) weights[state] = 0
    else if (state !== token) leaving += weight
  })
  const total = leaving + weights[token]!
  if (!(total > 0 && total < Infinity)) {
    throw new DiffusionError(
      'invalid-distribution',
      `The weights of a step sum to ${total}, not to a positive number.`
    )
  }
  if (random.uniform() * total >= leaving) return token
  weights[token] = 0
  return drawIndex(weights, random)
}
