import { reverseRates, type Graph } from './graph'
import { jump } from './jump'
import type { Noise } from './noise'
import type { Random } from './random'
import { requireShape, rowAt } from './score'

/** One step of the reverse process, from time t to s < t. */
export interface Predictor {
  /**
   * @param tokens x_t, d states; left as they are.
   * @param logScores d×N, the score function's answer for x_t at σ̄(t).
   * @returns x_s, d states. All positions move at once, each from its own row.
   */
  step(tokens: Int32Array, logScores: Float64Array, t: number, s: number, random: Random): Int32Array
}

/** N weights of the states a position may be in at s: `score` holds s(y), and σ̄ grew by `deltaSigma` from s to t. */
export function analyticWeights(
  graph: Graph,
  token: number,
  score: Float64Array,
  deltaSigma: number
): Float64Array {
  const staggered = graph.staggeredScore(score, deltaSigma)
  const transition = graph.transitionInto(token, deltaSigma)
  return transition.map((probability, state) => (probability === 0 ? 0 : probability * staggered[state]!))
}

/** N weights after an Euler step of the length `noiseStep` = Δt·σ(t): onehot(x) + Δt·σ(t)·Q̄(x → ·). */
export function eulerWeights(
  graph: Graph,
  token: number,
  score: Float64Array,
  noiseStep: number
): Float64Array {
  const weights = reverseRates(graph, token, score).map((rate) => noiseStep * rate)
  weights[token]! += 1
  return weights
}

function moveAll(
  graph: Graph,
  tokens: Int32Array,
  logScores: Float64Array,
  random: Random,
  weightsOf: (token: number, score: Float64Array) => Float64Array
): Int32Array {
  requireShape(logScores, tokens.length, graph.states)
  return tokens.map((token, position) => {
    if (!graph.canMoveBack(token)) return token
    const score = rowAt(logScores, position, graph.states).map(Math.exp)
    return jump(weightsOf(token, score), token, random)
  })
}

/** Euler, or τ-leaping: rates are held constant over the step (SEDD §4.1). */
export function eulerPredictor(graph: Graph, noise: Noise): Predictor {
  return {
    step(tokens, logScores, t, s, random) {
      const noiseStep = (t - s) * noise.rate(t)
      return moveAll(graph, tokens, logScores, random, (token, score) =>
        eulerWeights(graph, token, score, noiseStep)
      )
    }
  }
}

/** Analytic, or Tweedie: exact for a single position, whatever the step (SEDD §4.1, theorem 4.1). */
export function analyticPredictor(graph: Graph, noise: Noise): Predictor {
  return {
    step(tokens, logScores, t, s, random) {
      const deltaSigma = noise.increment(t, s)
      return moveAll(graph, tokens, logScores, random, (token, score) =>
        analyticWeights(graph, token, score, deltaSigma)
      )
    }
  }
}
