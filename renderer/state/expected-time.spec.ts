import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedMilliseconds, fillSize, formatExpected, paceOf, wordsAStep } from './expected-time'

const timing = { contextToken: 2, callFixed: 10, callToken: 1 }
const one = (steps: number) => ({ steps, alternatives: 1, polish: 0 })

describe('expected time', () => {
  it('counts tokens of regions, locks and context', () => {
    const size = fillSize([{ start: 0, end: 44 }], [{ start: 0, end: 22 }], 144, 1024)
    expect(size).toEqual({ masks: 5, canvas: 10, context: 23 })
  })

  it('takes the wanted words of a gap, and the usual length for one without', () => {
    expect(fillSize([{ start: 5, end: 5, words: 10 }], [], 5, 1024).masks).toBe(13)
    expect(fillSize([{ start: 5, end: 5 }], [], 5, 1024)).toEqual(fillSize([], [], 5, 1024))
  })

  it('reads no more context than the window holds', () => {
    expect(fillSize([{ start: 0, end: 0, words: 10 }], [], 100_000, 512).context).toBe(512 - 13)
  })

  it('reads the context once, the canvas whole once, then what changes, and what was written once', () => {
    expect(expectedMilliseconds({ masks: 20, canvas: 25, context: 100 }, one(8), timing)).toBe(
      100 * 2 + (10 + 25) + 7 * (10 + 20 / 8 + 4) + (10 + 2 * (20 + 96))
    )
  })

  it('counts the rounds of polishing: a call that looks for words, and one for each that is drawn anew', () => {
    const size = { masks: 20, canvas: 25, context: 100 }
    const polished = expectedMilliseconds(size, { ...one(8), polish: 2 }, timing)
    expect(polished - expectedMilliseconds(size, one(8), timing)).toBe(
      2 * (1 + 3) * 35 + 2 * (10 + 2 * (20 + 96))
    )
  })

  it('never counts more calls than masks, and never falls as steps rise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), fc.integer({ min: 1, max: 200 }), (steps, masks) => {
        const size = { masks, canvas: masks, context: 10 }
        const time = expectedMilliseconds(size, one(steps), timing)
        expect(time).toBeLessThanOrEqual(expectedMilliseconds(size, one(steps + 1), timing))
        expect(time).toBeLessThanOrEqual(expectedMilliseconds(size, one(masks), timing))
      })
    )
  })

  it('reads the context once for all alternatives', () => {
    const size = { masks: 20, canvas: 25, context: 100 }
    const four = expectedMilliseconds(size, { ...one(8), alternatives: 4 }, timing)
    expect(four).toBeGreaterThan(expectedMilliseconds(size, one(8), timing))
    expect(four).toBeLessThan(4 * expectedMilliseconds(size, one(8), timing))
  })

  it('learns from a fill how many times as long it took', () => {
    const text = 'a'.repeat(500)
    const marks = { regions: [{ start: 10, end: 10, words: 10 }], locks: [] }
    const settings = one(8)
    const size = fillSize(marks.regions, marks.locks, text.length, 512)
    const expected = expectedMilliseconds(size, settings, timing)
    const ready = { state: 'ready' as const, window: 512, timing, stepQuality: [] }
    const inference = { ...ready, model: 'm', device: 'cpu', choice: { why: '', refused: [] } }
    expect(paceOf({ text, marks, settings }, 1.8 * expected, inference)).toBeCloseTo(1.8)
  })

  it('tells how many words a step chooses', () => {
    const size = { masks: 52, canvas: 52, context: 0 }
    expect(wordsAStep(size, 10)).toBe('≈ 4.0')
    expect(wordsAStep(size, 30)).toBe('≈ 1.3')
    expect(wordsAStep(size, 2)).toBe('≈ 20')
    expect(wordsAStep(size, 128)).toBe('1')
  })

  it.each([
    [20, '< 0.1 s'],
    [900, '≈ 0.9 s'],
    [9949, '≈ 9.9 s'],
    [12_400, '≈ 12 s'],
    [150_000, '≈ 3 min']
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatExpected(milliseconds)).toBe(text)
  })
})
