import { drawIndex } from './categorical'
import type { Graph } from './graph'
import { jump } from './jump'
import { analyticWeights } from './predictors'
import type { Random } from './random'
import { requireShape, rowAt } from './score'

/**
 * The last step: an analytic step that removes all the noise that is left, with the MASK column dropped, so that no
 * mask survives (SEDD §4.1, as its code does at t = 1e-5).
 *
 * @param tokens x_t, d states. @param logScores d×N. @param sigmaBar σ̄(t), all of which goes.
 * @returns d tokens, none of them MASK.
 */
export function denoise(
  graph: Graph,
  tokens: Int32Array,
  logScores: Float64Array,
  sigmaBar: number,
  random: Random
): Int32Array {
  requireShape(logScores, tokens.length, graph.states)
  return tokens.map((token, position) => {
    if (!graph.canMoveBack(token)) return token
    const score = rowAt(logScores, position, graph.states).map(Math.exp)
    const weights = analyticWeights(graph, token, score, sigmaBar)
    if (token !== graph.mask) return jump(weights, token, random)
    weights[token] = 0
    return drawIndex(weights, random)
  })
}
