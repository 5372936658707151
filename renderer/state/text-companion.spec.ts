import { describe, expect, it } from 'vitest'
import { FakeEditor } from '../test-support/fake-editor'
import { testRun } from '../test-support/test-run'
import { AuthorClip } from './author-clip'
import { underlinesOf } from './author-underlines'
import { MarkedText } from './marked-text.svelte'

const typed = { kind: 'typed' } as const
const pasted = { kind: 'pasted' } as const
const unknown = { kind: 'unknown' } as const
const generated = { kind: 'generated', run: testRun().id, edited: false } as const
const noMarks = { regions: [], locks: [] }

function setUp(text: string, companion?: Parameters<MarkedText['open']>[2]) {
  const editor = new FakeEditor()
  const marked = new MarkedText(editor)
  marked.open(text, noMarks, companion)
  const spans = () => marked.companion.authorship.map(({ length, origin }) => [length, origin])
  return { editor, marked, spans, clip: new AuthorClip(marked) }
}

describe('who wrote a text', () => {
  it('is not known of what stood there, and follows typing, undo and redo', () => {
    const { editor, spans } = setUp('ab')
    editor.type({ offset: 1, removed: 0, inserted: 'xyz' })
    const after = [
      [1, unknown],
      [3, typed],
      [1, unknown]
    ]
    expect(spans()).toEqual(after)
    editor.type({ offset: 0, removed: 5, inserted: '' })
    expect(spans()).toEqual([])
    editor.undo()
    expect(spans()).toEqual(after)
    editor.undo()
    expect(spans()).toEqual([[2, unknown]])
    editor.redo()
    expect(spans()).toEqual(after)
  })

  it('is kept by words of an accepted text that were there before', () => {
    const { editor, marked, spans } = setUp('')
    editor.type({ offset: 0, removed: 0, inserted: 'The old house' })
    const [id] = marked.markRegions([{ start: 4, end: 13 }])
    const replacements = [{ start: 4, end: 13, text: 'old mill' }]
    marked.accept([id!], replacements, noMarks, () => undefined, generated)
    const after = [
      [8, typed],
      [4, generated]
    ]
    expect(spans()).toEqual(after)
    editor.undo()
    expect(spans()).toEqual([[13, typed]])
    editor.redo()
    expect(spans()).toEqual(after)
  })

  it('is another for what is pasted, once', () => {
    const { editor, spans, clip } = setUp('')
    clip.give('one\r\ntwo')
    editor.type({ offset: 0, removed: 0, inserted: 'one\ntwo' })
    editor.type({ offset: 7, removed: 0, inserted: 'one\ntwo' })
    expect(spans()).toEqual([
      [7, pasted],
      [7, typed]
    ])
  })

  it('goes with words that are cut and pasted, or dragged', () => {
    const companion = {
      authorship: [
        { length: 4, origin: typed },
        { length: 4, origin: generated }
      ],
      runs: []
    }
    const { editor, spans, clip, marked } = setUp('one two ', companion)
    editor.selectRanges({ start: 4, end: 8 })
    clip.take()
    editor.type({ offset: 4, removed: 4, inserted: '' })
    clip.give('two ')
    editor.type({ offset: 0, removed: 0, inserted: 'two ' })
    const swapped = [
      [4, generated],
      [4, typed]
    ]
    expect(spans()).toEqual(swapped)
    marked.companion.edited(
      [
        { offset: 4, removed: 4, inserted: '' },
        { offset: 0, removed: 0, inserted: 'one ' }
      ],
      99,
      () => ''
    )
    expect(spans()).toEqual([...swapped].reverse())
    marked.companion.edited(
      [
        { offset: 8, removed: 0, inserted: 'one ' },
        { offset: 0, removed: 4, inserted: '' }
      ],
      100,
      () => ''
    )
    expect(spans()).toEqual(swapped)
  })

  it('is carried over a change by another program, by the words that stayed', () => {
    const companion = {
      text: 'one two three',
      authorship: [{ length: 13, origin: typed }],
      runs: [testRun()]
    }
    const { spans, marked } = setUp('one six two three', companion)
    expect(spans()).toEqual([
      [4, typed],
      [4, unknown],
      [9, typed]
    ])
    expect(marked.companion.runs[0]?.passages[0]?.place).toEqual({ start: 8, end: 17 })
  })
})

describe('what is kept', () => {
  it('is nothing for a file of which little is known', () => {
    const { editor, marked } = setUp('a file of another program')
    editor.type({ offset: 0, removed: 0, inserted: 'x' })
    expect(marked.companion.content).toBeUndefined()
  })

  it('is all for a text that was written here, for one with runs, and for one that was kept before', () => {
    const { editor, marked } = setUp('')
    expect(marked.companion.content).toBeUndefined()
    editor.type({ offset: 0, removed: 0, inserted: 'x' })
    expect(marked.companion.content).toEqual({ authorship: [{ length: 1, origin: typed }], runs: [] })
    const opened = setUp('old').marked
    opened.companion.setRuns([testRun()], opened.version)
    expect(opened.companion.content?.runs).toHaveLength(1)
    const again = setUp('x', { authorship: [{ length: 1, origin: unknown }], runs: [] }).marked
    expect(again.companion.content).toBeDefined()
  })
})

it('underlines what was not typed', () => {
  const authorship = [
    { length: 2, origin: typed },
    { length: 3, origin: generated },
    { length: 1, origin: { ...generated, edited: true } },
    { length: 2, origin: pasted },
    { length: 2, origin: unknown }
  ]
  expect(underlinesOf(authorship)).toEqual([
    { start: 2, end: 5, look: 'generated' },
    { start: 5, end: 6, look: 'edited' },
    { start: 6, end: 8, look: 'pasted' }
  ])
})
