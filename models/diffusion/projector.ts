import { DiffusionError } from './diffusion-error'

/** Puts a sequence back on what the writer fixed, in place. Runs before the first step and after every one. */
export type Projector = (tokens: Int32Array) => void

/** Nothing is fixed. */
export const freeProjector: Projector = () => undefined

/**
 * Holds `values[j]` at `positions[j]`.
 *
 * Under the absorbing graph this samples the exact conditional: a token that is not masked is a clean token, so
 * the score given it is already the conditional score (SEDD §4.2). Under the uniform graph a fixed token tells the
 * score "this value, with noise": the result is an approximation unless the score itself knows which positions are clean.
 */
export function fixedProjector(positions: Int32Array, values: Int32Array): Projector {
  if (positions.length !== values.length) {
    throw new DiffusionError(
      'shape-mismatch',
      `${positions.length} fixed positions need as many tokens, not ${values.length}.`
    )
  }
  return (tokens) => {
    positions.forEach((position, j) => {
      tokens[position] = values[j]!
    })
  }
}
