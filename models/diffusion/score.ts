import { DiffusionError } from './diffusion-error'

/**
 * A concrete score: log s(x, t)_{i,y} ≈ log p_t(x with y at i) − log p_t(x) for every neighbour of the sequence
 * that differs in one position (SEDD, arXiv 2310.16834, §3).
 *
 * @param tokens the noisy sequence x, d states.
 * @param sigmaBar its total noise σ̄(t).
 * @returns d×N log scores, row-major: entry i·N + y. The entry at a position's own state is 0.
 */
export type ScoreFunction = (
  tokens: Int32Array,
  sigmaBar: number,
  signal?: AbortSignal
) => Float64Array | Promise<Float64Array>

/**
 * A normalised absorbing denoiser, which needs no time: log p(x₀ⁱ = v | the tokens that are not masked).
 *
 * @param tokens d states, MASK = V among them.
 * @returns d×V log-probabilities, row-major; only rows of masked positions are read.
 */
export type MaskedDenoiser = (
  tokens: Int32Array,
  signal?: AbortSignal
) => Float64Array | Promise<Float64Array>

/**
 * log( e^{−σ̄} / (1 − e^{−σ̄}) ): all that distinguishes an absorbing log score from the log-probability of the
 * clean token (RADD, arXiv 2406.03736). Finite for every σ̄ > 0.
 */
export function logScoreOffset(sigmaBar: number): number {
  return -sigmaBar - Math.log(-Math.expm1(-sigmaBar))
}

/** @throws DiffusionError `shape-mismatch` if `matrix` is not d×N. */
export function requireShape(matrix: Float64Array, length: number, states: number): void {
  if (matrix.length === length * states) return
  throw new DiffusionError(
    'shape-mismatch',
    `The network gave ${matrix.length} numbers; ${length} positions of ${states} states need ${length * states}.`
  )
}

/** A view on the N entries of one position in a d×N matrix. */
export function rowAt(matrix: Float64Array, position: number, states: number): Float64Array {
  return matrix.subarray(position * states, (position + 1) * states)
}

/**
 * The absorbing score of a normalised denoiser over `vocabulary` tokens, MASK = `vocabulary` being state N − 1.
 * Rows of unmasked positions are −∞ off their own token: the absorbing graph has no reverse rate there.
 */
export function scoreFromDenoiser(denoiser: MaskedDenoiser, vocabulary: number): ScoreFunction {
  const states = vocabulary + 1
  return async (tokens, sigmaBar, signal) => {
    const logProbabilities = await denoiser(tokens, signal)
    requireShape(logProbabilities, tokens.length, vocabulary)
    const offset = logScoreOffset(sigmaBar)
    const logScores = new Float64Array(tokens.length * states).fill(-Infinity)
    tokens.forEach((token, position) => {
      const row = rowAt(logScores, position, states)
      if (token === vocabulary) {
        for (let v = 0; v < vocabulary; v++) row[v] = logProbabilities[position * vocabulary + v]! + offset
      }
      row[token] = 0
    })
    return logScores
  }
}

/**
 * The normalised denoiser inside an absorbing score at the noise `sigmaBar`: each masked row without its MASK
 * column, normalised. It undoes `scoreFromDenoiser`, and of a network whose scores do not sum to
 * 1/(e^σ̄ − 1) it keeps the proportions.
 */
export function denoiserFromScore(
  score: ScoreFunction,
  vocabulary: number,
  sigmaBar: number
): MaskedDenoiser {
  return async (tokens, signal) => {
    const logScores = await score(tokens, sigmaBar, signal)
    requireShape(logScores, tokens.length, vocabulary + 1)
    const logProbabilities = new Float64Array(tokens.length * vocabulary)
    tokens.forEach((token, position) => {
      if (token !== vocabulary) return
      const logs = rowAt(logScores, position, vocabulary + 1).subarray(0, vocabulary)
      const best = logs.reduce((left, right) => Math.max(left, right), -Infinity)
      const logSum = best + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - best), 0))
      const row = rowAt(logProbabilities, position, vocabulary)
      logs.forEach((value, v) => {
        row[v] = value - logSum
      })
    })
    return logProbabilities
  }
}
