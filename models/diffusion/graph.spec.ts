import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import golden from './golden/golden.json'
import { reverseRates, type Graph } from './graph'
import { Random } from './random'
import { chiSquaredScore } from './test-support/chi-squared'
import { apply, column, matrixExponential, rateMatrix, scale } from './test-support/matrix'
import { uniformGraph } from './uniform-graph'

function makeGraph(kind: string, vocabulary: number): Graph {
  return kind === 'absorb' ? absorbGraph(vocabulary) : uniformGraph(vocabulary)
}

/** The same positive numbers as in make_golden.py. */
function scoreVector(states: number): Float64Array {
  return Float64Array.from({ length: states }, (_, i) => (((i * 7919) % 101) + 1) / 50)
}

function expectRow(row: ArrayLike<number>, truth: ArrayLike<number>, relative = 1e-12): void {
  expect(row.length).toBe(truth.length)
  const size = Math.max(...Array.from(truth, Math.abs))
  Array.from(truth).forEach((value, i) => {
    expect(Math.abs(row[i]! - value), `entry ${i}: ${row[i]} against ${value}`).toBeLessThanOrEqual(
      relative * size
    )
  })
}

describe.each(['absorb', 'uniform'] as const)('the %s graph against a direct matrix exponential', (kind) => {
  const vocabulary = 5
  const graph = makeGraph(kind, vocabulary)
  const rates = rateMatrix(kind, vocabulary)
  const states = Array.from({ length: graph.states }, (_, i) => i)

  it('has the rates of Q', () => {
    for (const x of states) {
      expectRow(graph.rateFrom(x), column(rates, x))
      expectRow(graph.rateInto(x), rates[x]!)
    }
  })

  it.each([1e-6, 0.004, 0.3, 2, 20])('has the transitions of e^{σ̄Q} at σ̄ = %f', (sigmaBar) => {
    const transition = matrixExponential(scale(rates, sigmaBar))
    for (const x of states) {
      expectRow(graph.transitionFrom(x, sigmaBar), column(transition, x))
      expectRow(graph.transitionInto(x, sigmaBar), transition[x]!)
    }
  })

  it.each([0.004, 0.3, 2])('has the ratios p(y|x₀)/p(x|x₀) at σ̄ = %f', (sigmaBar) => {
    const transition = matrixExponential(scale(rates, sigmaBar))
    for (const clean of states.filter((state) => state !== graph.mask)) {
      for (const x of states.filter((state) => transition[state]![clean]! > 0)) {
        const truth = column(transition, clean).map((value) => value / transition[x]![clean]!)
        expectRow(graph.transitionRatios(clean, x, sigmaBar), truth)
      }
    }
  })

  it.each([0.004, 0.3, 2])('staggers a score by e^{−ΔσQ} at Δσ = %f', (deltaSigma) => {
    const score = scoreVector(graph.states)
    expectRow(
      graph.staggeredScore(score, deltaSigma),
      apply(matrixExponential(scale(rates, -deltaSigma)), score)
    )
  })

  it('carries a score of one time to that of an earlier time', () => {
    const data = states.map((state) => (state === graph.mask ? 0 : state + 1))
    const later = apply(matrixExponential(scale(rates, 1.5)), data)
    const earlier = apply(matrixExponential(scale(rates, 0.9)), data)
    for (const x of states) {
      const score = Float64Array.from(later, (value) => value / later[x]!)
      expectRow(
        graph.staggeredScore(score, 0.6),
        earlier.map((value) => value / later[x]!)
      )
    }
  })

  it('has reverse rates Q̄(x → y) = s_y Q(y → x) that sum to 0', () => {
    const score = scoreVector(graph.states)
    for (const x of states) {
      const truth = states.map((y) => (y === x ? 0 : score[y]! * rates[x]![y]!))
      truth[x] = -truth.reduce((sum, value) => sum + value, 0)
      expectRow(reverseRates(graph, x, score), truth)
    }
  })

  it('can move back exactly where something comes in', () => {
    for (const x of states) {
      expect(graph.canMoveBack(x)).toBe(rates[x]!.some((rate, y) => y !== x && rate > 0))
    }
  })

  it('samples transitions with their probabilities', () => {
    const random = new Random(21)
    const counts = new Array<number>(graph.states).fill(0)
    for (const token of graph.sampleTransition(new Int32Array(20_000).fill(2), 0.7, random))
      counts[token]! += 1
    expect(Math.abs(chiSquaredScore(counts, graph.transitionFrom(2, 0.7)))).toBeLessThan(3.5)
  })

  it('samples the base distribution, where everything ends', () => {
    const counts = new Array<number>(graph.states).fill(0)
    for (const token of graph.sampleLimit(20_000, new Random(22))) counts[token]! += 1
    const limit = column(matrixExponential(scale(rates, 60)), 0).map((p) => (p < 1e-9 ? 0 : p))
    if (kind === 'absorb') expect(counts).toEqual([0, 0, 0, 0, 0, 20_000])
    else expect(Math.abs(chiSquaredScore(counts, limit))).toBeLessThan(3.5)
  })

  it.each([0.05, 1, 6.9, 20])('knows the divergence from the base at σ̄ = %f', (sigmaBar) => {
    const carried = graph.transitionFrom(1, sigmaBar)
    const unmasked = Math.exp(-sigmaBar)
    const base = states.map((state) => {
      if (kind === 'uniform') return 1 / vocabulary
      return state === graph.mask ? 1 - unmasked : unmasked / vocabulary
    })
    const truth = states.reduce((sum, state) => {
      const p = carried[state]!
      return p > 0 ? sum + p * Math.log(p / base[state]!) : sum
    }, 0)
    expect(graph.baseDivergence(sigmaBar)).toBeCloseTo(truth, 13)
  })
})

describe('golden values of an independent implementation', () => {
  it.each(golden.small)('$kind, $vocabulary tokens, σ̄ = $sigmaBar', (truth) => {
    const graph = makeGraph(truth.kind, truth.vocabulary)
    for (let x = 0; x < graph.states; x++) {
      expectRow(graph.rateFrom(x), column(truth.rates, x))
      expectRow(graph.transitionFrom(x, truth.sigmaBar), column(truth.transition, x))
      expectRow(graph.transitionInto(x, truth.sigmaBar), truth.transition[x]!)
    }
    expectRow(graph.staggeredScore(scoreVector(graph.states), truth.sigmaBar), truth.staggeredScore, 1e-11)
  })

  it.each(golden.large)("$kind, GPT-2's vocabulary, σ̄ = $sigmaBar: every entry to 11 digits", (truth) => {
    const graph = makeGraph(truth.kind, truth.vocabulary)
    const { clean, noisy, sigmaBar, entries } = truth
    const close = (row: Float64Array, values: number[]): void => {
      entries.forEach((entry, i) => {
        const error = Math.abs(row[entry]! - values[i]!)
        expect(error, `entry ${entry}: ${row[entry]}`).toBeLessThanOrEqual(1e-11 * Math.abs(values[i]!))
      })
    }
    close(graph.transitionFrom(clean, sigmaBar), truth.transition)
    close(graph.transitionRatios(clean, noisy, sigmaBar), truth.ratios)
    close(graph.transitionRatios(clean, clean, sigmaBar), truth.ratiosAtClean)
    close(graph.staggeredScore(scoreVector(graph.states), sigmaBar), truth.staggeredScore)
  })
})

describe('what a graph refuses', () => {
  it.each([
    () => absorbGraph(0),
    () => uniformGraph(1),
    () => absorbGraph(4).transitionRatios(1, 2, 0.5),
    () => absorbGraph(4).transitionRatios(4, 4, 0.5)
  ])('%s', (attempt) => {
    expect(attempt).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
  })
})
