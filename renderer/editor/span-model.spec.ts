import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SpanModel } from './span-model'
import { isGap } from './spans'
import { applyChanges, type Range, type TextChange } from './text-change'

const edits = fc.record({ at: fc.nat(), removed: fc.nat(6), inserted: fc.string({ maxLength: 5 }) })

function changeIn(length: number, edit: { at: number; removed: number; inserted: string }): TextChange {
  const offset = edit.at % (length + 1)
  return { offset, removed: Math.min(edit.removed, length - offset), inserted: edit.inserted }
}

interface Step {
  readonly from: number
  readonly to: number
  readonly change: TextChange
  readonly inverse: TextChange
}

/** A text the editing of which can be undone, as an editor does it: each version keeps its number. */
class UndoableText {
  version = 1
  readonly spans: SpanModel
  #newest = 1
  readonly #done: Step[] = []
  #undone: Step[] = []

  constructor(public text: string) {
    this.spans = new SpanModel(1, { regions: [], locks: [] })
  }

  edit(change: TextChange): void {
    this.#do(change)
    this.spans.edit([change], this.version)
  }

  accept(ids: readonly number[], change: TextChange): void {
    this.#do(change)
    this.spans.accept(ids, [change], { regions: [], locks: [] }, this.version)
  }

  undo(): void {
    const step = this.#done.pop()
    if (!step) return
    this.#undone.push(step)
    this.#apply(step.inverse, step.from)
    this.spans.travel([step.inverse], step.from)
  }

  redo(): void {
    const step = this.#undone.pop()
    if (!step) return
    this.#done.push(step)
    this.#apply(step.change, step.to)
    this.spans.travel([step.change], step.to)
  }

  #do(change: TextChange): void {
    const inverse = {
      offset: change.offset,
      removed: change.inserted.length,
      inserted: this.text.slice(change.offset, change.offset + change.removed)
    }
    const step = { from: this.version, to: ++this.#newest, change, inverse }
    this.#done.push(step)
    this.#undone = []
    this.#apply(change, step.to)
  }

  #apply(change: TextChange, version: number): void {
    this.text = applyChanges(this.text, [change])
    this.version = version
  }
}

const ranges = (length: number) =>
  fc
    .tuple(fc.nat(length), fc.nat(length))
    .map(([a, b]): Range => ({ start: Math.min(a, b), end: Math.max(a, b) }))

const base = 'Nobody had lived there since the war, and the garden had gone wild.'

describe('span model', () => {
  it('keeps the text of a mark that no edit reached into', () => {
    fc.assert(
      fc.property(
        ranges(base.length),
        fc.boolean(),
        fc.array(edits, { maxLength: 8 }),
        (range, lock, list) => {
          const document = new UndoableText(base)
          if (isGap(range)) return
          if (lock) document.spans.toggleLock([range])
          else document.spans.markRegions([range])
          const marks = () => (lock ? document.spans.state.locks : document.spans.state.regions)
          for (const edit of list) {
            const change = changeIn(document.text.length, edit)
            const mark = marks()[0]!
            const inside =
              change.removed === 0 ? change.offset > mark.start : change.offset + change.removed > mark.start
            if (inside && change.offset < mark.end) continue
            document.edit(change)
            const moved = marks()[0]!
            expect(document.text.slice(moved.start, moved.end)).toBe(base.slice(range.start, range.end))
          }
        }
      )
    )
  })

  it('stays inside the text, sorted and without overlaps, whatever is edited', () => {
    fc.assert(
      fc.property(
        fc.array(ranges(base.length), { maxLength: 4 }),
        fc.array(ranges(base.length), { maxLength: 4 }),
        fc.array(edits, { maxLength: 12 }),
        (regions, locks, list) => {
          const document = new UndoableText(base)
          document.spans.markRegions(regions)
          document.spans.toggleLock(locks)
          for (const edit of list) document.edit(changeIn(document.text.length, edit))
          for (const spans of [document.spans.state.regions, document.spans.state.locks]) {
            for (const [index, span] of spans.entries()) {
              expect(span.start).toBeLessThanOrEqual(span.end)
              expect(span.end).toBeLessThanOrEqual(spans[index + 1]?.start ?? document.text.length)
            }
          }
          expect(document.spans.state.locks.some(isGap)).toBe(false)
        }
      )
    )
  })

  it('brings text and marks back exactly on undo, and again on redo', () => {
    fc.assert(
      fc.property(
        fc.array(ranges(base.length), { minLength: 1, maxLength: 3 }),
        ranges(base.length),
        fc.array(edits, { minLength: 1, maxLength: 8 }),
        (regions, lock, list) => {
          const document = new UndoableText(base)
          document.spans.markRegions(regions)
          document.spans.toggleLock([lock])
          const history = [{ text: document.text, marks: document.spans.marks }]
          for (const edit of list) {
            document.edit(changeIn(document.text.length, edit))
            history.push({ text: document.text, marks: document.spans.marks })
          }
          const now = () => ({ text: document.text, marks: document.spans.marks })
          for (const then of history.slice(0, -1).reverse()) {
            document.undo()
            expect(now()).toEqual(then)
          }
          for (const then of history.slice(1)) {
            document.redo()
            expect(now()).toEqual(then)
          }
        }
      )
    )
  })

  it('is put back to what it was at a version of the text', () => {
    const document = new UndoableText('one two three')
    const before = document.spans.state
    document.spans.markRegions([{ start: 4, end: 7 }])
    document.spans.restore(before)
    document.edit({ offset: 0, removed: 0, inserted: 'zero ' })
    document.undo()
    expect(document.spans.state).toBe(before)
  })

  it('keeps what is left of a region that was accepted in part', () => {
    const document = new UndoableText('one two three four')
    const [id] = document.spans.markRegions([{ start: 4, end: 13 }])
    document.text = 'one two 3 four'
    const ids = document.spans.accept(
      [id!],
      [{ offset: 4, removed: 9, inserted: 'two 3' }],
      { regions: [{ start: 4, end: 8 }], locks: [] },
      2
    )
    expect(document.spans.state.regions).toEqual([{ id: ids[0], start: 4, end: 8 }])
    document.spans.travel([{ offset: 4, removed: 5, inserted: 'two three' }], 1)
    expect(document.spans.marks.regions).toEqual([{ start: 4, end: 13 }])
  })

  it('turns accepted regions into plain text, keeps their locks, and undoes both', () => {
    const document = new UndoableText('one two three')
    const ids = document.spans.markRegions([{ start: 4, end: 13 }])
    document.spans.toggleLock([{ start: 8, end: 13 }])
    const before = document.spans.marks
    const lock = document.spans.state.locks[0]!
    document.text = 'one 2 and three'
    document.spans.accept(
      ids,
      [{ offset: 4, removed: 9, inserted: '2 and three' }],
      { regions: [], locks: [{ id: lock.id, start: 10, end: 15 }] },
      2
    )
    expect(document.spans.marks).toEqual({ regions: [], locks: [{ start: 10, end: 15 }] })
    document.spans.travel([{ offset: 4, removed: 11, inserted: 'two three' }], 1)
    expect(document.spans.marks).toEqual(before)
    document.spans.travel([{ offset: 4, removed: 9, inserted: '2 and three' }], 2)
    expect(document.spans.marks).toEqual({ regions: [], locks: [{ start: 10, end: 15 }] })
  })

  it('leaves other regions and locks in place when a proposal is accepted', () => {
    const document = new UndoableText('one two three four')
    const [first] = document.spans.markRegions([
      { start: 0, end: 3 },
      { start: 8, end: 13 }
    ])
    document.spans.toggleLock([{ start: 14, end: 18 }])
    document.accept([first!], { offset: 0, removed: 3, inserted: 'number one' })
    expect(document.spans.marks).toEqual({
      regions: [{ start: 15, end: 20 }],
      locks: [{ start: 21, end: 25 }]
    })
  })

  it('marks a selection in place of the regions it overlaps', () => {
    const { spans } = new UndoableText('one two three four')
    spans.markRegions([{ start: 0, end: 10 }])
    spans.markRegions([{ start: 4, end: 7 }])
    expect(spans.marks.regions).toEqual([{ start: 4, end: 7 }])
  })

  it('gives a gap the wanted length and gives up the old gap at that place', () => {
    const { spans } = new UndoableText('one two')
    spans.insertGap(4, 12)
    spans.insertGap(4, null)
    expect(spans.marks.regions).toEqual([{ start: 4, end: 4 }])
    spans.insertGap(4, 9000)
    expect(spans.marks.regions).toEqual([{ start: 4, end: 4, words: 400 }])
  })

  it('unlocks part of a lock', () => {
    const { spans } = new UndoableText('one two three')
    spans.toggleLock([{ start: 0, end: 13 }])
    spans.toggleLock([{ start: 4, end: 7 }])
    expect(spans.marks.locks).toEqual([
      { start: 0, end: 4 },
      { start: 7, end: 13 }
    ])
    spans.toggleLock([{ start: 4, end: 7 }])
    expect(spans.marks.locks).toEqual([{ start: 0, end: 13 }])
  })
})
