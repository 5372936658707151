import type { Graph } from './graph'
import type { Noise } from './noise'
import type { Random } from './random'
import { denoisingScoreEntropy } from './score-entropy'
import { requireShape, rowAt, type ScoreFunction } from './score'
import { stratifiedMean, stratifiedUniforms, type Estimate } from './stratified'

export interface ScoreLikelihoodOptions {
  score: ScoreFunction
  graph: Graph
  noise: Noise
  /** Network evaluations, at least 2. */
  evaluations: number
  random: Random
  signal?: AbortSignal | undefined
}

/**
 * The SEDD bound for any graph and score (arXiv 2310.16834, theorem 3.6):
 * −log p(x₀) ≤ ∫₀¹ σ(t) E Σ_i DSE_i dt + KL(p_{1|0} ‖ p_base), with t stratified. For the absorbing graph `anyOrderBound` has
 * the same mean and a far smaller spread, as it integrates over time exactly.
 *
 * With a noise that starts above 0 (geometric) it bounds the likelihood of data that carries σ̄(0) of noise.
 *
 * @param clean x₀, d tokens. @returns total nats over the sequence.
 */
export async function scoreLikelihoodBound(
  clean: Int32Array,
  options: ScoreLikelihoodOptions
): Promise<Estimate> {
  const { score, graph, noise, evaluations, random, signal } = options
  const draws = stratifiedUniforms(evaluations, random)
  const values: number[] = []
  for (const { uniform: t } of draws) {
    signal?.throwIfAborted()
    const sigmaBar = noise.total(t)
    const tokens = graph.sampleTransition(clean, sigmaBar, random)
    const logScores = await score(tokens, sigmaBar, signal)
    requireShape(logScores, tokens.length, graph.states)
    const entropy = tokens.reduce((sum, token, i) => {
      const row = rowAt(logScores, i, graph.states)
      return sum + denoisingScoreEntropy(graph, clean[i]!, token, row, sigmaBar)
    }, 0)
    values.push(noise.rate(t) * entropy)
  }
  const integral = stratifiedMean(draws, values)
  return { ...integral, mean: integral.mean + clean.length * graph.baseDivergence(noise.total(1)) }
}
