import { describe, expect, it } from 'vitest'
import { growth } from './growth'

describe('the growth of memory', () => {
  it('is the slope of the second half', () => {
    const samples = [0, 10, 20, 30, 40, 50].map((fills) => ({
      fills,
      bytes: fills < 30 ? 1000 * fills : 50_000 + 7 * fills
    }))
    expect(growth(samples)).toBeCloseTo(7, 9)
  })
})
