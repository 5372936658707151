import { describe, expect, it } from 'vitest'
import { jump } from './jump'
import { Random } from './random'
import { chiSquaredScore } from './test-support/chi-squared'

describe('jump', () => {
  it.each([
    [[0.1, 0.2, 0.6, 0.1], 2],
    [[4, 1, 0, 5], 1],
    [[0.5, 0.25, 0.25, 0], 3]
  ])('goes to each state in proportion to %j from %i', (weights, token) => {
    const random = new Random(81)
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < 20_000; i++) counts[jump(Float64Array.from(weights), token, random)]! += 1
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const score = chiSquaredScore(
      counts,
      weights.map((weight) => weight / total)
    )
    expect(Math.abs(score)).toBeLessThan(3.5)
  })

  it('decides first whether to leave: one uniform when it stays, two when it goes', () => {
    const stays = new Random(1)
    jump(Float64Array.of(0, 1), 1, stays)
    const goes = new Random(1)
    jump(Float64Array.of(1, 0), 1, goes)
    const reference = new Random(1)
    reference.uniform()
    const [second, third] = [reference.uniform(), reference.uniform()]
    expect(stays.uniform()).toBe(second)
    expect(goes.uniform()).toBe(third)
  })

  it('leaves as often as a rare event should happen', () => {
    const random = new Random(82)
    const chance = 1e-4
    const trials = 400_000
    let left = 0
    for (let i = 0; i < trials; i++) left += 1 - jump(Float64Array.of(chance, 1 - chance), 1, random)
    expect(Math.abs(left - trials * chance)).toBeLessThan(4 * Math.sqrt(trials * chance))
  })

  it('counts negative weights as 0', () => {
    const random = new Random(83)
    for (let i = 0; i < 100; i++) expect(jump(Float64Array.of(-5, 1, -1e-9), 2, random)).toBe(1)
  })

  it.each([[[0, 0]], [[-1, -2]], [[NaN, 1]], [[Infinity, 1]]])('refuses the weights %j', (weights) => {
    expect(() => jump(Float64Array.from(weights), 0, new Random(1))).toThrow(
      expect.objectContaining({ code: 'invalid-distribution' })
    )
  })
})
