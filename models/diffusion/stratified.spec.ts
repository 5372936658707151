import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from './random'
import { stratifiedMean, stratifiedUniforms } from './stratified'

describe('stratified draws', () => {
  it('put two uniforms, and once three, into each of equally wide strata', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 101 }), (seed, count) => {
        const draws = stratifiedUniforms(count, new Random(seed))
        const strata = Math.floor(count / 2)
        const sizes = new Array<number>(strata).fill(0)
        for (const { stratum, uniform } of draws) {
          sizes[stratum]! += 1
          expect(Math.floor(uniform * strata)).toBe(stratum)
        }
        expect(sizes.slice(1).every((size) => size === 2)).toBe(true)
        expect(sizes[0]).toBe(count % 2 === 0 ? 2 : 3)
      })
    )
    expect(() => stratifiedUniforms(1, new Random(1))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' })
    )
  })

  it.each([8, 17])('estimate a mean without bias, and their own spread, from %i draws', (count) => {
    const random = new Random(101)
    const noisy = (u: number): number => Math.exp(2 * u) + random.uniform()
    const truth = (Math.exp(2) - 1) / 2 + 0.5
    const estimates = Array.from({ length: 4000 }, () => {
      const draws = stratifiedUniforms(count, random)
      return stratifiedMean(
        draws,
        draws.map(({ uniform }) => noisy(uniform))
      )
    })
    const mean = estimates.reduce((sum, estimate) => sum + estimate.mean, 0) / estimates.length
    const variance =
      estimates.reduce((sum, estimate) => sum + (estimate.mean - truth) ** 2, 0) / estimates.length
    const claimed =
      estimates.reduce((sum, estimate) => sum + estimate.standardError ** 2, 0) / estimates.length
    expect(Math.abs(mean - truth)).toBeLessThan(4 * Math.sqrt(variance / estimates.length))
    expect(claimed / variance).toBeGreaterThan(0.9)
    expect(claimed / variance).toBeLessThan(1.1)
  })
})
