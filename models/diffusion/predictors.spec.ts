import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import type { Graph } from './graph'
import { geometricNoise, logLinearNoise } from './noise'
import { analyticPredictor, analyticWeights, eulerPredictor, eulerWeights } from './predictors'
import { Random } from './random'
import { logScoreOffset } from './score'
import { chiSquaredScore } from './test-support/chi-squared'
import { apply, matrixExponential, rateMatrix, scale } from './test-support/matrix'
import { uniformGraph } from './uniform-graph'

const VOCABULARY = 5
const data = [0.1, 0.35, 0.05, 0.3, 0.2]

/** p(x_s | x_t) of a single token by Bayes' rule on matrix exponentials, and its score at t. */
function exactReverse(kind: 'absorb' | 'uniform', later: number, earlier: number, token: number) {
  const rates = rateMatrix(kind, VOCABULARY)
  const clean = rates.map((_, state) => data[state] ?? 0)
  const atLater = apply(matrixExponential(scale(rates, later)), clean)
  const atEarlier = apply(matrixExponential(scale(rates, earlier)), clean)
  const between = matrixExponential(scale(rates, later - earlier))
  return {
    score: Float64Array.from(atLater, (value) => value / atLater[token]!),
    conditional: atEarlier.map((value, y) => (between[token]![y]! * value) / atLater[token]!)
  }
}

const graphs: ['absorb' | 'uniform', Graph][] = [
  ['absorb', absorbGraph(VOCABULARY)],
  ['uniform', uniformGraph(VOCABULARY)]
]

describe.each(graphs)('predictors on the %s graph', (kind, graph) => {
  const tokens = Array.from({ length: graph.states }, (_, i) => i)

  it.each([
    [3, 0],
    [3, 2.9],
    [0.5, 0.1],
    [0.004, 0.001]
  ])(
    'the analytic step from σ̄ = %f to %f is the exact reverse conditional of one token',
    (later, earlier) => {
      for (const token of tokens) {
        const { score, conditional } = exactReverse(kind, later, earlier, token)
        const weights = analyticWeights(graph, token, score, later - earlier)
        conditional.forEach((value, y) => expect(weights[y]).toBeCloseTo(value, 11))
      }
    }
  )

  it('the Euler step approaches it quadratically in the step', () => {
    const error = (step: number): number =>
      Math.max(
        ...tokens.map((token) => {
          const { score, conditional } = exactReverse(kind, 0.8, 0.8 - step, token)
          const weights = eulerWeights(graph, token, score, step)
          return Math.max(...conditional.map((value, y) => Math.abs(value - weights[y]!)))
        })
      )
    expect(error(0.01)).toBeGreaterThan(0)
    expect(error(0.01) / error(0.005)).toBeGreaterThan(3.8)
    expect(error(0.01) / error(0.005)).toBeLessThan(4.2)
  })

  it('a step draws from its weights', () => {
    const noise = logLinearNoise()
    const [t, s] = [0.7, 0.4]
    const token = graph.mask ?? 2
    const { score, conditional } = exactReverse(kind, noise.total(t), noise.total(s), token)
    const length = 20_000
    const logScores = new Float64Array(length * graph.states)
    for (let i = 0; i < length; i++) logScores.set(score.map(Math.log), i * graph.states)
    const counts = new Array<number>(graph.states).fill(0)
    const start = new Int32Array(length).fill(token)
    for (const next of analyticPredictor(graph, noise).step(start, logScores, t, s, new Random(51)))
      counts[next]! += 1
    expect(Math.abs(chiSquaredScore(counts, conditional))).toBeLessThan(3.5)
    expect(start.every((value) => value === token)).toBe(true)
  })
})

describe('the absorbing graph with log-linear noise', () => {
  const graph = absorbGraph(VOCABULARY)
  const noise = logLinearNoise()

  it('makes Euler and analytic the same sampler, which unmasks with (t − s)/t and draws from p', () => {
    for (const [t, s] of [
      [1, 0.5],
      [0.3, 0.29],
      [0.01, 1e-5]
    ] as const) {
      const score = Float64Array.from([...data, 1], (p, v) =>
        v === graph.mask ? 1 : p * Math.exp(logScoreOffset(noise.total(t)))
      )
      const euler = eulerWeights(graph, graph.mask, score, (t - s) * noise.rate(t))
      const analytic = analyticWeights(graph, graph.mask, score, noise.increment(t, s))
      const unmask = (t - s) / t
      const truth = [...data.map((p) => p * unmask), 1 - unmask]
      truth.forEach((value, y) => {
        expect(euler[y]).toBeCloseTo(value, 12)
        expect(analytic[y]).toBeCloseTo(value, 12)
      })
    }
  })

  it('never changes a revealed token', () => {
    const tokens = Int32Array.of(0, 4, 2)
    const logScores = new Float64Array(3 * graph.states).fill(NaN)
    for (const predictor of [eulerPredictor(graph, noise), analyticPredictor(graph, noise)]) {
      expect(predictor.step(tokens, logScores, 0.9, 0.1, new Random(1))).toEqual(tokens)
    }
  })
})

describe('inexact scores', () => {
  it('survive a step so long that weights turn negative', () => {
    const graph = uniformGraph(VOCABULARY)
    const noise = geometricNoise()
    const logScores = Float64Array.from({ length: VOCABULARY }, (_, i) => (i === 0 ? 0 : 6))
    const long = eulerWeights(graph, 0, logScores.map(Math.exp), noise.rate(1))
    expect(long[0]).toBeLessThan(0)
    for (const predictor of [eulerPredictor(graph, noise), analyticPredictor(graph, noise)]) {
      const [next] = predictor.step(Int32Array.of(0), logScores, 1, 0.2, new Random(52))
      expect(next).toBeGreaterThan(0)
      expect(next).toBeLessThan(VOCABULARY)
    }
  })

  it('are refused when they are not numbers', () => {
    const graph = absorbGraph(2)
    const step = () =>
      eulerPredictor(graph, logLinearNoise()).step(
        Int32Array.of(2),
        Float64Array.of(NaN, 0, 0),
        0.9,
        0.8,
        new Random(1)
      )
    expect(step).toThrow(expect.objectContaining({ code: 'invalid-distribution' }))
  })

  it('are refused when there are too few', () => {
    const predictor = analyticPredictor(absorbGraph(2), logLinearNoise())
    expect(() => predictor.step(Int32Array.of(2), new Float64Array(2), 0.9, 0.8, new Random(1))).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' })
    )
  })
})
