import { expect, it, vi } from 'vitest'
import { FakeBridge, Refusal } from '../test-support/fake-bridge'
import { FakeEditor } from '../test-support/fake-editor'
import { Announcer } from './announcer.svelte'
import { callThrough } from './bridge'
import { MarkedText } from './marked-text.svelte'
import { Notes } from './notes.svelte'
import { StumbleView } from './stumble-view.svelte'

const text = 'The old xylophone stood at the end of the lane.'
const requestId = '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a'
const words = [
  { start: 4, end: 7, nats: 3, alternatives: [] },
  { start: 8, end: 17, nats: 12, alternatives: [{ text: ' house', nats: 1 }] }
]

function setUp() {
  let end: { done: () => void; fail: (error: Error) => void } | undefined
  const bridge = new FakeBridge({
    'text:surprise': () =>
      new Promise((resolve, reject) => (end = { done: () => resolve({ words }), fail: reject }))
  })
  const editor = new FakeEditor()
  const marked = new MarkedText(editor)
  const notes = new Notes()
  const view = new StumbleView({
    call: callThrough(bridge),
    text: marked,
    notes,
    announcer: new Announcer(() => 0),
    newId: () => requestId
  })
  view.listen(bridge)
  marked.open(text, { regions: [], locks: [] })
  editor.words.visible = { start: 0, end: text.length }
  return { bridge, editor, notes, view, end: () => end! }
}

it('shades what stands out as it is found, and tells how many there are', async () => {
  const { bridge, editor, notes, view, end } = setUp()
  const shown = view.show()
  expect(bridge.requests('text:surprise')).toEqual([
    { requestId, text, range: { start: 0, end: text.length } }
  ])
  bridge.emit('text:surprise-progress', { requestId, words, fraction: 0.5 })
  expect(editor.words.tints).toEqual([{ start: 8, end: 17, level: 3 }])
  expect(view.words).toEqual([{ text: 'xylophone', rather: ['house'] }])
  expect(view.fraction).toBe(0.5)
  end().done()
  await shown
  expect(view.fraction).toBeNull()
  expect(notes.current?.text).toMatch(/^1 word /u)
})

it('reads only what is selected', () => {
  const { bridge, editor, view } = setUp()
  editor.selectRanges({ start: 4, end: 17 })
  void view.show()
  expect(bridge.requests('text:surprise')[0]!.range).toEqual({ start: 4, end: 17 })
})

it('gives the reading up when the writer ends it, and takes the shades away', async () => {
  const { bridge, editor, notes, view, end } = setUp()
  const shown = view.show()
  bridge.emit('text:surprise-progress', { requestId, words, fraction: 0.5 })
  view.end()
  expect(bridge.requests('text:surprise-cancel')).toEqual([{ requestId }])
  expect([view.shown, editor.words.tints]).toEqual([false, []])
  end().fail(new Refusal({ code: 'cancelled', message: 'Cancelled.' }))
  await shown
  expect(notes.current).toBeNull()
  bridge.emit('text:surprise-progress', { requestId, words, fraction: 1 })
  expect(editor.words.tints).toEqual([])
})

it('stops reading when the text is edited, because its words have moved', async () => {
  const { bridge, editor, view } = setUp()
  void view.show()
  bridge.emit('text:surprise-progress', { requestId, words, fraction: 0.5 })
  editor.type({ offset: 0, removed: 0, inserted: 'So ' })
  await vi.waitFor(() => expect(bridge.requests('text:surprise-cancel')).toHaveLength(1))
  expect(view.fraction).toBeNull()
  expect(view.shown).toBe(true)
})

it('tells a failure in its own words', async () => {
  const { notes, view, end } = setUp()
  const shown = view.show()
  end().fail(new Refusal({ code: 'not-autoregressive', message: 'This model cannot read.' }))
  await shown
  expect(notes.current).toEqual({ kind: 'alert', text: 'This model cannot read.' })
  expect(view.shown).toBe(false)
})
