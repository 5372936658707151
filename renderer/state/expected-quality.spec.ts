import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedQuality } from './expected-quality'

const measured = [
  { tokensPerCall: 1, surprise: 2.5 },
  { tokensPerCall: 2, surprise: 4.5 },
  { tokensPerCall: 32, surprise: 6.5 }
]
const size = (masks: number) => ({ masks, canvas: masks, context: 100 })

describe('expected quality', () => {
  it('is whole with a call for each word, and none where all come from one', () => {
    expect(expectedQuality(size(32), 32, measured)).toBe(1)
    expect(expectedQuality(size(32), 1, measured)).toBe(0)
  })

  it('follows the surprise that was measured, and between two measurements the logarithm', () => {
    expect(expectedQuality(size(32), 16, measured)).toBe(0.5)
    expect(expectedQuality(size(32), 4, measured)).toBeCloseTo((6.5 - 5.5) / 4, 12)
  })

  it('is that of the outermost measurement beyond them', () => {
    expect(expectedQuality(size(8), 64, measured)).toBe(1)
    expect(expectedQuality(size(640), 1, measured)).toBe(0)
  })

  it('depends on the tokens of a call, not on how long the text is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 16 }), (perCall, steps) => {
        const one = expectedQuality(size(perCall), 1, measured)!
        expect(expectedQuality(size(perCall * steps), steps, measured)).toBeCloseTo(one, 9)
      })
    )
  })

  it('is unknown where nothing was measured, or only one thing', () => {
    expect(expectedQuality(size(8), 8, [])).toBeNull()
    expect(expectedQuality(size(8), 8, [measured[0]!])).toBeNull()
  })
})
