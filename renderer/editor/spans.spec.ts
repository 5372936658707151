import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLocked, moveSpans, normaliseLocks, normaliseRegions, subtract, type MarkedRegion } from './spans'
import type { TextChange } from './text-change'

const region = (start: number, end: number, words?: number): MarkedRegion =>
  words === undefined ? { id: start + 1, start, end } : { id: start + 1, start, end, words }
const move = (span: MarkedRegion, change: TextChange) => {
  const moved = moveSpans({ regions: [span], locks: [] }, change).regions[0]
  return moved ? [moved.start, moved.end] : null
}

describe('a region under an edit', () => {
  it.each([
    ['text typed before it pushes it', { offset: 3, removed: 0, inserted: 'ab' }, [12, 22]],
    ['text typed at its start stays outside', { offset: 10, removed: 0, inserted: 'ab' }, [12, 22]],
    ['text typed inside grows it', { offset: 15, removed: 0, inserted: 'ab' }, [10, 22]],
    ['text typed at its end stays outside', { offset: 20, removed: 0, inserted: 'ab' }, [10, 20]],
    ['text typed behind it leaves it', { offset: 25, removed: 0, inserted: 'ab' }, [10, 20]],
    ['its first words may be rewritten', { offset: 10, removed: 4, inserted: 'ab' }, [10, 18]],
    ['its last words may be rewritten', { offset: 16, removed: 4, inserted: 'ab' }, [10, 18]],
    ['a rewrite across its start leaves the rest', { offset: 8, removed: 5, inserted: 'ab' }, [10, 17]],
    ['a rewrite across its end leaves the rest', { offset: 18, removed: 5, inserted: 'ab' }, [10, 18]],
    ['deleting its text leaves a gap', { offset: 10, removed: 10, inserted: '' }, [10, 10]],
    ['overwriting its text removes it', { offset: 10, removed: 10, inserted: 'ab' }, null],
    ['deleting more than its text removes it', { offset: 9, removed: 11, inserted: '' }, null]
  ] as const)('%s', (_name, change, expected) => {
    expect(move(region(10, 20), change)).toEqual(expected)
  })
})

describe('a gap under an edit', () => {
  it.each([
    ['text typed at it goes behind', { offset: 5, removed: 0, inserted: 'ab' }, [5, 5]],
    ['unless it was typed in front', { offset: 5, removed: 0, inserted: 'ab', aheadOfGap: true }, [7, 7]],
    ['a rewrite in front of it stays in front', { offset: 2, removed: 3, inserted: 'ab' }, [4, 4]],
    ['a rewrite behind it stays behind', { offset: 5, removed: 3, inserted: 'ab' }, [5, 5]],
    ['deleting both sides removes it', { offset: 4, removed: 2, inserted: '' }, null]
  ] as const)('%s', (_name, change, expected) => {
    expect(move(region(5, 5, 12), change)).toEqual(expected)
  })

  it('keeps its wanted length', () => {
    const moved = moveSpans(
      { regions: [region(5, 5, 12)], locks: [] },
      { offset: 0, removed: 0, inserted: 'a' }
    )
    expect(moved.regions).toEqual([{ id: 6, start: 6, end: 6, words: 12 }])
  })
})

describe('a lock under an edit', () => {
  it('disappears with its last character', () => {
    const state = { regions: [], locks: [{ id: 1, start: 2, end: 4 }] }
    expect(moveSpans(state, { offset: 2, removed: 2, inserted: '' }).locks).toEqual([])
  })
})

describe('normal form', () => {
  const ranges = fc.array(
    fc.tuple(fc.nat(30), fc.nat(6)).map(([start, length]) => ({ start, end: start + length })),
    { maxLength: 10 }
  )

  it('is sorted, without overlaps, covers the same text and is its own normal form', () => {
    fc.assert(
      fc.property(ranges, (spans) => {
        const named = spans.map((span, id) => ({ ...span, id }))
        for (const normalise of [normaliseRegions, normaliseLocks]) {
          const result = normalise(named)
          for (const [index, span] of result.entries()) {
            const next = result[index + 1]
            if (next) expect(span.end).toBeLessThanOrEqual(next.start)
          }
          const covered = (list: readonly { start: number; end: number }[]) =>
            Array.from({ length: 40 }, (_, at) => list.some((span) => span.start <= at && at < span.end))
          expect(covered(result)).toEqual(covered(named))
          expect(normalise(result)).toEqual(result)
        }
      })
    )
  })

  it('lets a region swallow a gap at its edge and joins gaps at one place', () => {
    expect(normaliseRegions([region(5, 5, 3), region(5, 9)])).toEqual([{ id: 6, start: 5, end: 9 }])
    expect(normaliseRegions([region(5, 5, 3), region(5, 5, 4)])).toEqual([
      { id: 6, start: 5, end: 5, words: 7 }
    ])
  })

  it('takes a range out of spans', () => {
    expect(subtract([{ start: 0, end: 5 }], { start: 2, end: 3 })).toEqual([
      { start: 0, end: 2 },
      { start: 3, end: 5 }
    ])
    expect(subtract([{ start: 2, end: 3 }], { start: 0, end: 5 })).toEqual([])
  })

  it('knows when all of a selection is locked', () => {
    const state = { regions: [], locks: [{ id: 1, start: 2, end: 6 }] }
    expect(isLocked(state, [{ start: 3, end: 5 }])).toBe(true)
    expect(isLocked(state, [{ start: 3, end: 7 }])).toBe(false)
    expect(isLocked(state, [])).toBe(false)
  })
})
