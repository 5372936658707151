import { describe, expect, it } from 'vitest'
import { anyOrderBound, anyOrderEstimate, drawMasks, type MaskedLogProbability } from './likelihood'
import { Random } from './random'
import { exactDenoiser } from './test-support/exact-score'
import { correlatedToy, decode, encode } from './test-support/toy-distribution'

const LENGTH = 5
const VOCABULARY = 3
const toy = correlatedToy(LENGTH, VOCABULARY, new Random(111))
const denoiser = exactDenoiser(toy)
const truth = decode(100, VOCABULARY, LENGTH)
const exact = -Math.log(toy.probabilities[encode(truth, VOCABULARY)]!)

/** The exact conditional model of the toy, spoilt by `penalty` nats wherever more than half is hidden. */
function conditional(penalty = 0): MaskedLogProbability {
  return async (masked) => {
    const tokens = truth.slice()
    masked.forEach((position) => (tokens[position] = VOCABULARY))
    const rows = await denoiser(tokens)
    const extra = masked.length > LENGTH / 2 ? penalty : 0
    return Float64Array.from(masked, (position) => rows[position * VOCABULARY + truth[position]!]! - extra)
  }
}

describe('the any-order bound', () => {
  it('is −log p exactly, averaged over all masks, for a model whose conditionals belong together', async () => {
    const answer = conditional()
    let bound = 0
    const subsets = Array.from({ length: 2 ** LENGTH - 1 }, (_, bits) =>
      Int32Array.from(Array.from({ length: LENGTH }, (__, i) => i).filter((i) => ((bits + 1) >> i) & 1))
    )
    for (const masked of subsets) {
      const sameSize = subsets.filter((other) => other.length === masked.length).length
      const draw = { stratum: 0, uniform: 0, masked }
      const { mean } = anyOrderEstimate(LENGTH, [draw, draw], [await answer(masked), await answer(masked)])
      bound += mean / (LENGTH * sameSize)
    }
    expect(bound).toBeCloseTo(exact, 11)
  })

  it('finds it from random masks, within its standard error', async () => {
    const estimate = await anyOrderBound(conditional(), LENGTH, {
      evaluations: 4096,
      random: new Random(112)
    })
    expect(Math.abs(estimate.mean - exact)).toBeLessThan(3.5 * estimate.standardError)
    expect(estimate.standardError).toBeLessThan(0.1)
  })

  it('lies above it for a model that is worse than exact', async () => {
    const estimate = await anyOrderBound(conditional(0.5), LENGTH, {
      evaluations: 4096,
      random: new Random(112)
    })
    // Sizes 3, 4 and 5 of 5 carry the penalty, each a fifth of the bound: n·(3/5)·0.5.
    expect(Math.abs(estimate.mean - exact - 1.5)).toBeLessThan(3.5 * estimate.standardError)
  })

  it('is exact from any masks, with no spread, when all tokens are alike and independent', async () => {
    const estimate = await anyOrderBound((masked) => new Float64Array(masked.length).fill(-2), 40, {
      evaluations: 7,
      random: new Random(113)
    })
    expect(estimate.mean).toBeCloseTo(80, 10)
    expect(estimate.standardError).toBeCloseTo(0, 10)
  })

  it('reports a standard error that is right', async () => {
    const repetitions = 600
    const random = new Random(114)
    let squares = 0
    let claimed = 0
    for (let i = 0; i < repetitions; i++) {
      const { mean, standardError } = await anyOrderBound(conditional(), LENGTH, { evaluations: 16, random })
      squares += (mean - exact) ** 2 / repetitions
      claimed += standardError ** 2 / repetitions
    }
    expect(claimed / squares).toBeGreaterThan(0.85)
    expect(claimed / squares).toBeLessThan(1.15)
  })

  it('masks exactly k tokens, every k of 1 … n equally often', () => {
    const draws = drawMasks(6, 6000, new Random(115))
    const sizes = new Array<number>(7).fill(0)
    for (const { masked } of draws) {
      expect(new Set(masked).size).toBe(masked.length)
      sizes[masked.length]! += 1
    }
    expect(sizes).toEqual([0, 1000, 1000, 1000, 1000, 1000, 1000])
  })

  it('counts its evaluations and stops when it is aborted', async () => {
    const controller = new AbortController()
    const seen: number[][] = []
    const run = anyOrderBound(conditional(), LENGTH, {
      evaluations: 8,
      random: new Random(1),
      signal: controller.signal,
      onEvaluation: (done, total) => {
        seen.push([done, total])
        if (done === 2) controller.abort(new Error('stopped by the writer'))
      }
    })
    await expect(run).rejects.toThrow('stopped by the writer')
    expect(seen).toEqual([
      [1, 8],
      [2, 8]
    ])
  })

  it('refuses an empty text, and answers for other positions than it asked for', async () => {
    expect(() => drawMasks(0, 8, new Random(1))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' })
    )
    await expect(
      anyOrderBound(() => new Float64Array(9), 3, { evaluations: 2, random: new Random(1) })
    ).rejects.toMatchObject({ code: 'shape-mismatch' })
  })
})
