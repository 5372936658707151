import type { Graph } from './graph'

/** K(a) = a(log a − 1), the constant that makes score entropy vanish at its minimum; K(0) = 0. SEDD, definition 3.1. */
export function entropyConstant(a: number): number {
  return a === 0 ? 0 : a * (Math.log(a) - 1)
}

/** e^x − 1 − x, which is never negative; by its series where the difference would cancel. */
function exponentialExcess(x: number): number {
  if (Math.abs(x) > 1e-3) return Math.expm1(x) - x
  return x * x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x / 120)))
}

/** s − r log s + K(r) for one ratio r = p(y)/p(x) and log s: r(e^δ − 1 − δ) with δ = log s − log r, so ≥ 0. */
export function scoreEntropyTerm(logScore: number, ratio: number): number {
  if (ratio === 0) return Math.exp(logScore)
  return ratio * exponentialExcess(logScore - Math.log(ratio))
}

/**
 * Score entropy of one position: Σ_{y≠x} w_y ( s_y − r_y log s_y + K(r_y) ), SEDD definition 3.1, in nats.
 * It is ≥ 0, and 0 exactly when s = r wherever w > 0.
 *
 * @param token the state x. @param logScore log s, N entries. @param ratios r, N entries. @param weights w, N entries.
 */
export function scoreEntropy(
  token: number,
  logScore: Float64Array,
  ratios: Float64Array,
  weights: Float64Array
): number {
  let sum = 0
  weights.forEach((weight, state) => {
    if (state === token || weight === 0) return
    sum += weight * scoreEntropyTerm(logScore[state]!, ratios[state]!)
  })
  return sum
}

/**
 * Denoising score entropy of one position, weighted by the graph: Σ_{y≠x_t} Q(x_t, y)( s_y − ρ log s_y + K(ρ) ) with
 * ρ = p(y|x₀)/p(x_t|x₀), SEDD theorem 3.4. Multiplied by σ(t) it is the integrand of the likelihood bound.
 *
 * @param clean x₀ at the position. @param token x_t at the position. @param logScore log s, N entries.
 */
export function denoisingScoreEntropy(
  graph: Graph,
  clean: number,
  token: number,
  logScore: Float64Array,
  sigmaBar: number
): number {
  if (!graph.canMoveBack(token)) return 0
  return scoreEntropy(token, logScore, graph.transitionRatios(clean, token, sigmaBar), graph.rateInto(token))
}

/**
 * Implicit score entropy at one state x: Σ_{y≠x} w_xy s(x)_y − w_yx log s(y)_x, SEDD §3. Its mean over p differs
 * from the mean score entropy by Σ w K(r) only, which no score can change. It needs the score at every neighbour.
 *
 * @param logScore log s(x)_y. @param backLogScore log s(y)_x. @param weights w_xy. @param backWeights w_yx. N entries each.
 */
export function implicitScoreEntropy(
  token: number,
  logScore: Float64Array,
  backLogScore: Float64Array,
  weights: Float64Array,
  backWeights: Float64Array
): number {
  let sum = 0
  weights.forEach((weight, state) => {
    if (state === token) return
    const backWeight = backWeights[state]!
    if (weight > 0) sum += weight * Math.exp(logScore[state]!)
    if (backWeight > 0) sum -= backWeight * backLogScore[state]!
  })
  return sum
}
