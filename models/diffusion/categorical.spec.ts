import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawFromLogProbabilities, drawIndex, sharpen } from './categorical'
import { Random } from './random'
import { chiSquaredScore } from './test-support/chi-squared'

const logits = fc.array(fc.double({ min: -30, max: 5, noNaN: true }), { minLength: 1, maxLength: 60 })

describe('drawIndex', () => {
  it('draws in proportion to the weights and never an impossible entry', () => {
    const weights = Float64Array.of(0, 3, 1, 0, 2.5, 0.5, 0)
    const counts = new Array<number>(weights.length).fill(0)
    const random = new Random(11)
    for (let i = 0; i < 20_000; i++) counts[drawIndex(weights, random)]! += 1
    expect(
      Math.abs(
        chiSquaredScore(
          counts,
          weights.map((weight) => weight / 7)
        )
      )
    ).toBeLessThan(3.5)
  })

  it('takes exactly one uniform a draw', () => {
    const random = new Random(4)
    const reference = new Random(4)
    drawIndex(Float64Array.of(1, 2, 3), random)
    drawFromLogProbabilities([-1, -2], random, { temperature: 0 })
    drawFromLogProbabilities([-1, -2], random, { topP: 0.1 })
    for (let i = 0; i < 3; i++) reference.uniform()
    expect(random.uniform()).toBe(reference.uniform())
  })

  it.each([[[]], [[0, 0]], [[1, NaN]], [[1, Infinity]]])('refuses the weights %j', (weights) => {
    expect(() => drawIndex(Float64Array.from(weights), new Random(1))).toThrow(
      expect.objectContaining({ code: 'invalid-distribution' })
    )
  })
})

describe('sharpen', () => {
  it('leaves a distribution as it is by default, whatever its offset', () => {
    const probabilities = [0.5, 0.3, 0.2]
    const shifted = sharpen(probabilities.map((p) => Math.log(p) + 800))
    probabilities.forEach((p, i) => expect(shifted[i]).toBeCloseTo(p, 12))
  })

  it('divides logarithms by the temperature', () => {
    const sharp = sharpen([Math.log(0.8), Math.log(0.2)], { temperature: 0.5 })
    expect(sharp[0]).toBeCloseTo(0.64 / 0.68, 12)
    expect(Array.from(sharpen([-3, -1, -1], { temperature: 0 }))).toEqual([0, 1, 0])
  })

  it('keeps the smallest set that reaches top-p, and renormalises it', () => {
    const logs = [0.1, 0.4, 0.05, 0.3, 0.15].map(Math.log)
    const kept = sharpen(logs, { topP: 0.75 })
    expect(kept[2]).toBe(0)
    expect(kept[0]).toBe(0)
    expect(kept[1]).toBeCloseTo(0.4 / 0.85, 12)
    expect(kept[3]).toBeCloseTo(0.3 / 0.85, 12)
    expect(kept[4]).toBeCloseTo(0.15 / 0.85, 12)
  })

  it('is a nucleus for any distribution: heavy enough, minimal, with the proportions of the model', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, topP) => {
        const full = sharpen(values)
        const kept = sharpen(values, { topP })
        expect(kept.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10)
        const nucleus = full.filter((_, i) => kept[i]! > 0)
        const mass = nucleus.reduce((sum, p) => sum + p, 0)
        expect(mass).toBeGreaterThanOrEqual(topP - 1e-12)
        expect(mass - Math.min(...nucleus)).toBeLessThan(topP + 1e-12)
        const left = full.filter((_, i) => kept[i] === 0)
        expect(Math.max(...left, 0)).toBeLessThanOrEqual(Math.min(...nucleus))
        full.forEach((p, i) => {
          if (kept[i]! > 0) expect(kept[i]! * mass).toBeCloseTo(p, 10)
        })
      })
    )
  })

  it.each([
    [[NaN, 0], {}, 'invalid-distribution'],
    [[-Infinity, -Infinity], {}, 'invalid-distribution'],
    [[Infinity, 0], {}, 'invalid-distribution'],
    [[], {}, 'invalid-distribution'],
    [[0], { temperature: -1 }, 'invalid-argument'],
    [[0], { temperature: NaN }, 'invalid-argument'],
    [[0], { topP: 0 }, 'invalid-argument'],
    [[0], { topP: 1.1 }, 'invalid-argument']
  ])('refuses %j with %j', (values, sharpening, code) => {
    expect(() => sharpen(values, sharpening)).toThrow(expect.objectContaining({ code }))
  })
})
