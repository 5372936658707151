import type { Random } from './random'

/**
 * Where one token may jump: a continuous-time Markov chain over N states with rate matrix Q (SEDD, arXiv
 * 2310.16834, §3.3). All positions follow their own chain, so every method speaks of one position.
 *
 * Rows of length N hold one number a state. "From" rows list where a state goes, "into" rows what comes to
 * it; with the paper's dp/dt = Q p, where columns of Q sum to 0, "from x" is column x and "into x" is row x.
 */
export interface Graph {
  /** N, the absorbing state included. */
  readonly states: number
  /** The absorbing state, or null on a graph that has none. */
  readonly mask: number | null
  /** Q(token → y) for every y; the entry at `token` is minus the sum of the others. */
  rateFrom(token: number): Float64Array
  /** Q(y → token) for every y. */
  rateInto(token: number): Float64Array
  /** p(y | token) after the total noise `sigmaBar`: the distribution e^{σ̄Q} carries `token` to. */
  transitionFrom(token: number, sigmaBar: number): Float64Array
  /** p(token | y) after `sigmaBar`, for every y. */
  transitionInto(token: number, sigmaBar: number): Float64Array
  /** p(y | clean) / p(token | clean) after `sigmaBar`, for every y: the target of denoising score entropy. */
  transitionRatios(clean: number, token: number, sigmaBar: number): Float64Array
  /**
   * p_{σ̄−Δσ}(y) / p_σ̄(x) for every y, from `score` = p_σ̄(y) / p_σ̄(x): e^{−ΔσQ} undoes the last Δσ of noise
   * (SEDD §4.1, theorem 4.1). Inexact scores can make entries negative.
   */
  staggeredScore(score: Float64Array, deltaSigma: number): Float64Array
  /** Whether the reverse process can ever change `token`. */
  canMoveBack(token: number): boolean
  /** `length` tokens of the base distribution. */
  sampleLimit(length: number, random: Random): Int32Array
  /** The sequence after the total noise `sigmaBar`, every position on its own. */
  sampleTransition(tokens: Int32Array, sigmaBar: number, random: Random): Int32Array
  /** KL(p_{σ̄|0} ‖ p_base) of one token, in nats: the last term of the likelihood bound (SEDD, theorem 3.6). */
  baseDivergence(sigmaBar: number): number
}

/**
 * Rates of the reverse process at `token`: Q̄(token → y) = score(y)·Q(y → token), SEDD §2; the entry at
 * `token` is minus the sum of the others.
 *
 * @param score p_t(y) / p_t(token) for every y.
 */
export function reverseRates(graph: Graph, token: number, score: Float64Array): Float64Array {
  const rates = graph.rateInto(token)
  let leaving = 0
  rates.forEach((rate, state) => {
    if (state === token) return
    // No rate, no jump, even where the score is not defined.
    const reverse = rate === 0 ? 0 : rate * score[state]!
    rates[state] = reverse
    leaving += reverse
  })
  rates[token] = -leaving
  return rates
}
