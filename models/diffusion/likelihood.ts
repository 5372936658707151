import { DiffusionError } from './diffusion-error'
import type { Random } from './random'
import { stratifiedMean, stratifiedUniforms, type Estimate, type StratifiedUniform } from './stratified'

/**
 * What a normalised absorbing denoiser gives the truth: log p(x₀ⁱ | the other canvas tokens and the context) in nats
 * for every masked position i, with all of `masked` hidden at once.
 *
 * @param masked positions in the canvas, 0 … n−1. @returns as many log-probabilities, in the same order.
 */
export type MaskedLogProbability = (
  masked: Int32Array,
  signal?: AbortSignal
) => Float64Array | Promise<Float64Array>

/** One evaluation of the bound: the positions to mask, and the stratum they were drawn in. */
export interface MaskDraw extends StratifiedUniform {
  masked: Int32Array
}

export interface AnyOrderOptions {
  /** Network evaluations, at least 2; 128 or more for a figure that is published. */
  evaluations: number
  random: Random
  signal?: AbortSignal | undefined
  onEvaluation?: ((done: number, total: number) => void) | undefined
}

/**
 * `evaluations` masks of a canvas of `length` tokens: exactly k of them, k uniform on 1 … length and stratified, then
 * the positions uniform. Callers that batch evaluate these themselves and hand the results to `anyOrderEstimate`.
 */
export function drawMasks(length: number, evaluations: number, random: Random): MaskDraw[] {
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new DiffusionError('invalid-argument', `A likelihood needs at least one token, not ${length}.`)
  }
  return stratifiedUniforms(evaluations, random).map((draw) => ({
    ...draw,
    masked: random.subset(length, 1 + Math.floor(draw.uniform * length))
  }))
}

/** The bound from the log-probabilities of every draw, in the draws' order. */
export function anyOrderEstimate(
  length: number,
  draws: readonly MaskDraw[],
  logProbabilities: readonly Float64Array[]
): Estimate {
  const values = draws.map(({ masked }, i) => {
    const answers = logProbabilities[i]
    if (answers?.length !== masked.length) {
      throw new DiffusionError(
        'shape-mismatch',
        `${masked.length} masked tokens need as many log-probabilities, not ${answers?.length ?? 0}.`
      )
    }
    return (-length / masked.length) * answers.reduce((sum, value) => sum + value, 0)
  })
  return stratifiedMean(draws, values)
}

/**
 * An upper bound of −log p(x) in nats, by any order of revealing: −log p(x) ≤ n·E_k[ mean CE over the k masked ] (MD4, arXiv
 * 2406.04329; RADD, arXiv 2406.03736). It is the SEDD bound of an absorbing graph with time integrated out,
 * and it is exact for a denoiser whose conditionals belong to one joint distribution. Over a canvas in a fixed, clean context
 * it bounds the conditional likelihood of the infill.
 *
 * @param length n, the number of canvas tokens.
 * @returns total nats over the canvas, not per token, and the standard error of that figure.
 */
export async function anyOrderBound(
  logProbability: MaskedLogProbability,
  length: number,
  options: AnyOrderOptions
): Promise<Estimate> {
  const { evaluations, random, signal, onEvaluation } = options
  const draws = drawMasks(length, evaluations, random)
  const answers: Float64Array[] = []
  for (const { masked } of draws) {
    signal?.throwIfAborted()
    answers.push(await logProbability(masked, signal))
    onEvaluation?.(answers.length, draws.length)
  }
  return anyOrderEstimate(length, draws, answers)
}
