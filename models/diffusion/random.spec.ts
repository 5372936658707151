import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import golden from './golden/golden.json'
import { Random } from './random'
import { chiSquaredScore } from './test-support/chi-squared'

describe('Random', () => {
  it.each(golden.random)(
    'gives the same uniforms as an independent sfc32 for seed $seed',
    ({ seed, uniforms }) => {
      const random = new Random(seed)
      expect(uniforms.map(() => random.uniform())).toEqual(uniforms)
    }
  )

  it('draws uniforms with 53 bits, in [0, 1)', () => {
    const random = new Random(3)
    const draws = Array.from({ length: 20_000 }, () => random.uniform())
    expect(draws.every((value) => value >= 0 && value < 1)).toBe(true)
    const lowestBits = draws.filter((value) => (value * 2 ** 53) % 2 === 1).length
    expect(Math.abs(lowestBits - 10_000)).toBeLessThan(4 * Math.sqrt(5_000))
    const counts = new Array<number>(100).fill(0)
    for (const value of draws) counts[Math.floor(value * 100)]! += 1
    expect(
      Math.abs(
        chiSquaredScore(
          counts,
          counts.map(() => 0.01)
        )
      )
    ).toBeLessThan(3.5)
  })

  it('derives streams that depend on seed and label, not on what was drawn', () => {
    const used = new Random(9)
    for (let i = 0; i < 100; i++) used.uniform()
    const first = (random: Random): number => random.uint32()
    expect(first(used.derive('alternative 2'))).toBe(first(new Random(9).derive('alternative 2')))
    expect(first(new Random(9).derive(2))).toBe(first(new Random(9).derive('2')))
    const labels = Array.from({ length: 3000 }, (_, i) => first(new Random(i % 3).derive(`label ${i}`)))
    expect(new Set(labels).size).toBe(labels.length)
    expect(first(new Random(9).derive('a').derive('b'))).not.toBe(
      first(new Random(9).derive('b').derive('a'))
    )
  })

  it('derives streams that are not correlated with each other or their parent', () => {
    const parent = new Random(1)
    const streams = [parent, parent.derive(0), parent.derive(1)]
    const draws = Array.from({ length: 20_000 }, () => streams.map((stream) => stream.uniform() - 0.5))
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2]
    ] as const) {
      const covariance = draws.reduce((sum, row) => sum + row[i]! * row[j]!, 0) / draws.length
      expect(Math.abs(covariance)).toBeLessThan(4 / 12 / Math.sqrt(draws.length))
    }
  })

  it('chooses subsets of distinct things, every ordered pair equally often', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(40), fc.nat(40), (seed, count, extra) => {
        const subset = new Random(seed).subset(count + extra, count)
        expect(subset.length).toBe(count)
        expect(new Set(subset).size).toBe(count)
        expect(subset.every((value) => value >= 0 && value < count + extra)).toBe(true)
      })
    )
    const random = new Random(5)
    const counts = new Array<number>(25).fill(0)
    for (let i = 0; i < 20_000; i++) {
      const [first, second] = random.subset(5, 2)
      counts[first! * 5 + second!]! += 1
    }
    const probabilities = counts.map((_, code) => (code % 6 === 0 ? 0 : 1 / 20))
    expect(Math.abs(chiSquaredScore(counts, probabilities))).toBeLessThan(3.5)
  })

  it('refuses what is not a seed or a count', () => {
    expect(() => new Random(0.5)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
    expect(() => new Random(NaN)).toThrow(/whole number/)
    expect(() => new Random(1).uniformInt(0)).toThrow(/one of 0/)
    expect(() => new Random(1).subset(2, 3)).toThrow(/3 distinct things out of 2/)
  })
})
