import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testRun } from '../test-support/test-run'
import { applyChanges, type TextChange } from '../editor/text-change'
import { around, changesBetween, locate, movePlace, moveRuns } from './history-places'

describe('the place of a passage', () => {
  const place = { start: 4, end: 9 }
  it.each<[string, TextChange, { start: number; end: number } | null]>([
    ['moves with text before it', { offset: 1, removed: 1, inserted: 'abc' }, { start: 6, end: 11 }],
    ['stays before text behind it', { offset: 9, removed: 0, inserted: 'abc' }, place],
    [
      'leaves out what is typed in front of it',
      { offset: 4, removed: 0, inserted: 'abc' },
      { start: 7, end: 12 }
    ],
    ['grows with text in it', { offset: 6, removed: 1, inserted: 'abc' }, { start: 4, end: 11 }],
    ['is what takes its place', { offset: 4, removed: 5, inserted: 'ab' }, { start: 4, end: 6 }],
    ['keeps what is left of it', { offset: 2, removed: 4, inserted: 'x' }, { start: 3, end: 6 }],
    [
      'ends where a cut across its end begins',
      { offset: 7, removed: 5, inserted: 'x' },
      { start: 4, end: 7 }
    ],
    ['goes with the text around it', { offset: 3, removed: 7, inserted: '' }, null]
  ])('%s', (_what, change, moved) => {
    expect(movePlace(place, change)).toEqual(moved)
  })

  it('of a gap takes in what is put there', () => {
    expect(movePlace({ start: 4, end: 4 }, { offset: 4, removed: 0, inserted: 'abc' })).toEqual({
      start: 4,
      end: 7
    })
  })

  it('always holds a text, and the same one when the edit is elsewhere', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.string(),
        (text, ...given) => {
          const [a, b, c, d, inserted] = given
          const start = a % text.length
          const range = { start, end: start + (b % (text.length - start + 1)) }
          const offset = c % (text.length + 1)
          const change = { offset, removed: d % (text.length - offset + 1), inserted }
          const moved = movePlace(range, change)
          const after = applyChanges(text, [change])
          if (moved) expect(moved.start <= moved.end && moved.end <= after.length).toBe(true)
          const elsewhere = offset > range.end || offset + change.removed < range.start
          if (elsewhere)
            expect(after.slice(moved!.start, moved!.end)).toBe(text.slice(range.start, range.end))
        }
      )
    )
  })

  it('is looked for between what stood around it when it was lost', () => {
    const text = 'The first words. An old house stood there. The last words.'
    const start = text.indexOf('An old')
    const range = { start, end: start + 'An old house'.length }
    const run = testRun({
      passages: [{ place: null, text: 'An old house', authorship: [], ...around(text, range) }]
    })
    expect(locate(run, 0, text)).toEqual(range)
    const longer = text.replace('An old house', 'A very much newer house')
    expect(locate(run, 0, longer)).toEqual({ start, end: start + 'A very much newer house'.length })
    expect(locate(run, 0, 'Other words.')).toBeNull()
    expect(locate(run, 0, `${text} ${text}`)).toBeNull()
  })

  it('leaves runs that nothing moves as they are', () => {
    const runs = [testRun()]
    expect(moveRuns(runs, [{ offset: 30, removed: 0, inserted: 'x' }])).toBe(runs)
  })
})

it('makes one text of another by the words that differ', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (from, to) => {
      expect(applyChanges(from, changesBetween(from, to))).toBe(to)
    })
  )
  expect(changesBetween('an old red barn', 'an old house')).toEqual([
    { offset: 7, removed: 8, inserted: 'house' }
  ])
})
