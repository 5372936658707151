import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import { denoise } from './denoise'
import { Random } from './random'
import { logScoreOffset } from './score'
import { chiSquaredScore } from './test-support/chi-squared'
import { uniformGraph } from './uniform-graph'

const data = [0.1, 0.35, 0.05, 0.3, 0.2]
const LENGTH = 20_000

function counts(tokens: Int32Array, states: number): number[] {
  const result = new Array<number>(states).fill(0)
  for (const token of tokens) result[token]! += 1
  return result
}

describe('the last denoising step', () => {
  it.each([1e-5, 0.5])('leaves no mask, and draws from p whatever noise is left (σ̄ = %f)', (sigmaBar) => {
    const graph = absorbGraph(5)
    const row = [...data.map((p) => Math.log(p) + logScoreOffset(sigmaBar)), 0]
    const logScores = Float64Array.from({ length: LENGTH * 6 }, (_, i) => row[i % 6]!)
    const tokens = denoise(graph, new Int32Array(LENGTH).fill(5), logScores, sigmaBar, new Random(61))
    expect(Math.abs(chiSquaredScore(counts(tokens, 6), [...data, 0]))).toBeLessThan(3.5)
  })

  it('keeps revealed tokens', () => {
    const logScores = new Float64Array(2 * 6)
    expect(denoise(absorbGraph(5), Int32Array.of(3, 0), logScores, 1e-5, new Random(1))).toEqual(
      Int32Array.of(3, 0)
    )
  })

  it('draws the clean token given the noisy one under the uniform graph', () => {
    const graph = uniformGraph(5)
    const sigmaBar = 0.4
    const into = graph.transitionInto(1, sigmaBar)
    const marginal = data.map((_, y) =>
      data.reduce((sum, p, clean) => sum + p * graph.transitionFrom(clean, sigmaBar)[y]!, 0)
    )
    const logScores = Float64Array.from({ length: LENGTH * 5 }, (_, i) =>
      Math.log(marginal[i % 5]! / marginal[1]!)
    )
    const tokens = denoise(graph, new Int32Array(LENGTH).fill(1), logScores, sigmaBar, new Random(62))
    const posterior = data.map((p, clean) => (p * into[clean]!) / marginal[1]!)
    expect(Math.abs(chiSquaredScore(counts(tokens, 5), posterior))).toBeLessThan(3.5)
  })
})
