import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeEditor } from '../test-support/fake-editor'
import { MarkedText } from './marked-text.svelte'

function setUp(text: string) {
  const editor = new FakeEditor()
  const marked = new MarkedText(editor)
  marked.open(text, { regions: [], locks: [] })
  const { timeline } = marked
  const now = () => ({ text: marked.text, marks: marked.marks })
  return { editor, marked, timeline, now }
}

const base = 'Nobody had lived there since the war.'

describe('the timeline', () => {
  it('takes a gap back before what was typed ahead of it', () => {
    const { editor, marked, timeline } = setUp(base)
    editor.type({ offset: 0, removed: 0, inserted: 'Alas! ' })
    marked.insertGap(6, 3)
    timeline.undo()
    expect(marked.marks.regions).toEqual([])
    expect(marked.text).toBe(`Alas! ${base}`)
    timeline.undo()
    expect(marked.text).toBe(base)
    timeline.redo()
    timeline.redo()
    expect(marked.marks.regions).toEqual([{ start: 6, end: 6, words: 3 }])
  })

  it('goes back to the beginning at once, and to the end again', () => {
    const { editor, marked, timeline, now } = setUp(base)
    const first = now()
    editor.type({ offset: 0, removed: 0, inserted: 'Alas! ' })
    marked.insertGap(6, 3)
    marked.toggleLock([{ start: 0, end: 4 }])
    editor.type({ offset: 0, removed: 4, inserted: 'Oh' })
    const last = now()
    expect(timeline.undoAll()).toBe(4)
    expect(now()).toEqual(first)
    expect(timeline.undoAll()).toBe(0)
    expect(timeline.redoAll()).toBe(4)
    expect(now()).toEqual(last)
    expect(timeline.redoAll()).toBe(0)
  })

  it('is one line: whatever is done to text and marks, undo goes back through it and redo through it again', () => {
    const action = fc.oneof(
      fc.record({
        kind: fc.constant('type' as const),
        at: fc.nat(),
        text: fc.string({ minLength: 1, maxLength: 4 })
      }),
      fc.record({
        kind: fc.constantFrom('region' as const, 'lock' as const, 'clear' as const),
        at: fc.nat(),
        length: fc.integer({ min: 1, max: 9 })
      }),
      fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) })
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const { editor, marked, timeline, now } = setUp(base)
        let history = [now()]
        let at = 0
        for (const step of actions) {
          if (!('at' in step)) {
            timeline[step.kind]()
            at = step.kind === 'undo' ? Math.max(0, at - 1) : Math.min(history.length - 1, at + 1)
          } else {
            const length = marked.text.length
            const offset = step.at % (length + 1)
            if ('text' in step) editor.type({ offset, removed: 0, inserted: step.text })
            else {
              const range = { start: offset, end: Math.min(length, offset + step.length) }
              if (step.kind === 'region') marked.markRegions([range])
              else if (step.kind === 'lock') marked.toggleLock([range])
              else marked.clearRegions([range])
            }
            const then = now()
            if (JSON.stringify(then) !== JSON.stringify(history[at])) {
              history = [...history.slice(0, at + 1), then]
              at++
            }
          }
          expect(now()).toEqual(history[at])
        }
      })
    )
  })
})
