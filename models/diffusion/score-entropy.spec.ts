import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import type { Graph } from './graph'
import { logLinearNoise } from './noise'
import { Random } from './random'
import { logScoreOffset } from './score'
import {
  denoisingScoreEntropy,
  entropyConstant,
  implicitScoreEntropy,
  scoreEntropy,
  scoreEntropyTerm
} from './score-entropy'
import { uniformGraph } from './uniform-graph'

const logNumber = fc.double({ min: -12, max: 12, noNaN: true })
const row = (size: number): fc.Arbitrary<number[]> =>
  fc.array(logNumber, { minLength: size, maxLength: size })

function randomDistribution(size: number, random: Random): Float64Array {
  const weights = new Float64Array(size).map(() => 0.05 + random.uniform())
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

describe('score entropy', () => {
  it('has the terms s − r log s + K(r) of the definition', () => {
    fc.assert(
      fc.property(logNumber, logNumber, (logScore, logRatio) => {
        const ratio = Math.exp(logRatio)
        const truth = Math.exp(logScore) - ratio * logScore + entropyConstant(ratio)
        const size = Math.exp(logScore) + ratio * (Math.abs(logScore) + Math.abs(logRatio) + 1)
        expect(Math.abs(scoreEntropyTerm(logScore, ratio) - truth)).toBeLessThan(1e-13 * size)
      })
    )
    expect(scoreEntropyTerm(Math.log(0.7), 0)).toBeCloseTo(0.7, 14)
    expect(entropyConstant(0)).toBe(0)
    expect(entropyConstant(1)).toBe(-1)
  })

  it('is never negative, and 0 exactly where score and ratio are equal', () => {
    fc.assert(
      fc.property(row(5), row(5), fc.nat(4), (logScore, logRatio, token) => {
        const ratios = Float64Array.from(logRatio, Math.exp)
        const weights = new Float64Array(5).fill(1)
        const scores = Float64Array.from(logScore)
        expect(scoreEntropy(token, ratios.map(Math.log), ratios, weights)).toBe(0)
        const entropy = scoreEntropy(token, scores, ratios, weights)
        const different = logScore.some((value, i) => i !== token && Math.abs(value - logRatio[i]!) > 1e-6)
        expect(entropy).toBeGreaterThanOrEqual(0)
        if (different) expect(entropy).toBeGreaterThan(0)
      })
    )
  })

  it('stays precise where score and ratio nearly agree', () => {
    expect(scoreEntropyTerm(Math.log(1.5) + 1e-9, 1.5) / (1.5e-18 / 2)).toBeCloseTo(1, 5)
  })

  it('is infinite for a score that calls the possible impossible', () => {
    expect(scoreEntropyTerm(-Infinity, 0.1)).toBe(Infinity)
  })
})

describe('implicit score entropy', () => {
  it('has the mean of score entropy but for a constant that no score changes', () => {
    const random = new Random(41)
    const size = 6
    const p = randomDistribution(size, random)
    const weights = Array.from({ length: size }, () => new Float64Array(size).map(() => random.uniform()))
    const difference = (): number => {
      const logScores = Array.from({ length: size }, () =>
        new Float64Array(size).map(() => 4 * random.uniform() - 2)
      )
      let explicit = 0
      let implicit = 0
      p.forEach((probability, x) => {
        const ratios = p.map((value) => value / probability)
        const into = Float64Array.from(weights, (other) => other[x]!)
        const back = Float64Array.from(logScores, (other) => other[x]!)
        explicit += probability * scoreEntropy(x, logScores[x]!, ratios, weights[x]!)
        implicit += probability * implicitScoreEntropy(x, logScores[x]!, back, weights[x]!, into)
      })
      return explicit - implicit
    }
    let constant = 0
    p.forEach((probability, x) => {
      p.forEach((other, y) => {
        if (y !== x) constant += probability * weights[x]![y]! * entropyConstant(other / probability)
      })
    })
    expect(difference()).toBeCloseTo(constant, 11)
    expect(difference()).toBeCloseTo(constant, 11)
  })
})

describe('denoising score entropy', () => {
  const graphs: [string, Graph, number][] = [
    ['absorb', absorbGraph(4), 4],
    ['uniform', uniformGraph(4), 4]
  ]

  it.each(graphs)('has the gradient of score entropy under the %s graph', (_, graph, vocabulary) => {
    const random = new Random(42)
    const data = randomDistribution(vocabulary, random)
    const sigmaBar = 0.6
    const states = Array.from({ length: graph.states }, (__, i) => i)
    const carried = Array.from(data, (___, clean) => graph.transitionFrom(clean, sigmaBar))
    const marginal = Float64Array.from(states, (y) =>
      carried.reduce((sum, row_, i) => sum + data[i]! * row_[y]!, 0)
    )
    const difference = (): number => {
      const logScores = states.map(() => new Float64Array(graph.states).map(() => 3 * random.uniform() - 1.5))
      let explicit = 0
      let denoising = 0
      for (const x of states) {
        const ratios = marginal.map((value) => value / marginal[x]!)
        explicit += marginal[x]! * scoreEntropy(x, logScores[x]!, ratios, graph.rateInto(x))
        data.forEach((probability, clean) => {
          const joint = probability * carried[clean]![x]!
          if (joint > 0) denoising += joint * denoisingScoreEntropy(graph, clean, x, logScores[x]!, sigmaBar)
        })
      }
      return denoising - explicit
    }
    expect(difference()).toBeCloseTo(difference(), 11)
  })

  it('of a masked token is the cross-entropy times σ/(e^σ̄ − 1), and CE/t for log-linear noise', () => {
    const noise = logLinearNoise()
    const vocabulary = 7
    const graph = absorbGraph(vocabulary)
    const p = randomDistribution(vocabulary, new Random(43))
    for (const t of [1e-4, 0.2, 0.9, 1]) {
      const sigmaBar = noise.total(t)
      const logScore = new Float64Array(vocabulary + 1)
      p.forEach((value, v) => {
        logScore[v] = Math.log(value) + logScoreOffset(sigmaBar)
      })
      p.forEach((value, clean) => {
        const entropy = noise.rate(t) * denoisingScoreEntropy(graph, clean, vocabulary, logScore, sigmaBar)
        const crossEntropy = -Math.log(value)
        expect(entropy / ((noise.rate(t) / Math.expm1(sigmaBar)) * crossEntropy)).toBeCloseTo(1, 11)
        expect(entropy / (crossEntropy / t)).toBeCloseTo(1, 10)
      })
    }
  })

  it('of an unmasked token is 0 under the absorbing graph', () => {
    expect(denoisingScoreEntropy(absorbGraph(3), 1, 1, new Float64Array(4), 0.5)).toBe(0)
  })

  it("does not cancel at GPT-2's vocabulary: the exact score has entropy 0, a neighbour δ²/2", () => {
    const states = 50257
    const graph = uniformGraph(states)
    const sigmaBar = 0.004
    const exact = graph.transitionRatios(5, 5, sigmaBar).map(Math.log)
    expect(denoisingScoreEntropy(graph, 5, 5, exact, sigmaBar)).toBe(0)
    const off = exact.map((value, y) => (y === 5 ? 0 : value + 1e-3))
    const ratio = Math.expm1(sigmaBar) / (states + Math.expm1(sigmaBar))
    const truth = ((ratio * (states - 1)) / states) * (1e-6 / 2 + 1e-9 / 6)
    expect(denoisingScoreEntropy(graph, 5, 5, off, sigmaBar) / truth).toBeCloseTo(1, 6)
  })
})
