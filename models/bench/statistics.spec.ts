import { describe, expect, it } from 'vitest'
import { mean, median, rounded, standardError } from './statistics'

describe('statistics', () => {
  it('finds the middle', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 6])).toBe(5.5)
    expect(median([])).toBeNaN()
  })

  it('finds mean and standard error', () => {
    expect(mean([1, 2, 6])).toBe(3)
    // Variance 7, over three values.
    expect(standardError([1, 2, 6])).toBeCloseTo(Math.sqrt(7 / 3), 12)
    expect(standardError([1])).toBeNaN()
  })

  it('rounds to significant digits, never to tens', () => {
    expect([0.012345, 1.2345, 123.45, 12345.6].map((value) => rounded(value, 3))).toEqual([
      0.0123, 1.23, 123, 12346
    ])
  })
})
