import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ResponseOf } from '../../main/ipc/contract'
import { FakeBridge, Refusal, testDocument } from '../test-support/fake-bridge'
import { FakeEditor } from '../test-support/fake-editor'
import { callThrough } from './bridge'
import { DocumentSession } from './document-session.svelte'
import { MarkedText } from './marked-text.svelte'
import { Notes } from './notes.svelte'

const secondId = '6f0f3a52-58a5-4c3e-9c39-0d5ce7a50002'
const saved = { id: testDocument('').id, path: '/home/writer/house.md', name: 'house.md' }

function setUp(handlers: FakeBridge['handlers'] = {}) {
  const bridge = new FakeBridge({ 'document:save': () => saved, ...handlers })
  const editor = new FakeEditor()
  const text = new MarkedText(editor)
  const notes = new Notes()
  const session = new DocumentSession(callThrough(bridge), text, notes)
  session.show(testDocument('The old house.'))
  const type = () => editor.type({ offset: 0, removed: 0, inserted: 'x' })
  return { bridge, editor, text, notes, session, type }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('document session', () => {
  it('is edited while text or marks differ from what is on disk', async () => {
    const { session, editor, text, type } = setUp()
    expect(session.edited).toBe(false)
    type()
    expect(session.edited).toBe(true)
    editor.undo()
    expect(session.edited).toBe(false)
    text.markRegions([{ start: 4, end: 7 }])
    expect(session.edited).toBe(true)
    await session.save()
    expect(session.edited).toBe(false)
    expect(session.name).toBe('house.md')
    editor.redo()
    expect(session.edited).toBe(true)
  })

  it('stays edited by what was typed while it was being saved', async () => {
    const context = setUp({
      'document:save': () => {
        context.type()
        return saved
      }
    })
    context.type()
    await context.session.save()
    expect(context.session.edited).toBe(true)
  })

  it('stays as it was when saving is dismissed or fails', async () => {
    const dismissed = setUp({ 'document:save': () => null })
    dismissed.type()
    await dismissed.session.save()
    expect(dismissed.session.edited).toBe(true)

    const failed = setUp({
      'document:save': () => {
        throw new Refusal({ code: 'disk-full', message: 'The disk is full.' })
      }
    })
    failed.type()
    await failed.session.save()
    expect(failed.session.edited).toBe(true)
    expect(failed.notes.current).toEqual({ kind: 'alert', text: 'The disk is full.' })
  })

  it('tells main whether closing would lose something', () => {
    const { bridge, type } = setUp()
    type()
    expect(bridge.requests('window:set-edited').at(-1)).toEqual({ edited: true, name: 'Untitled' })
  })

  it('keeps a journal at most once a second, with the latest text', () => {
    const { bridge, type } = setUp()
    type()
    vi.advanceTimersByTime(600)
    type()
    vi.advanceTimersByTime(399)
    expect(bridge.requests('document:journal')).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(bridge.requests('document:journal').map(({ text }) => text)).toEqual(['xxThe old house.'])
    type()
    vi.advanceTimersByTime(1000)
    expect(bridge.requests('document:journal')).toHaveLength(2)
  })

  it('writes no journal of a document that was only shown', () => {
    const { bridge } = setUp()
    vi.advanceTimersByTime(5000)
    expect(bridge.requests('document:journal')).toEqual([])
  })

  it.each([
    ['cancel', 'The old house.', 0],
    ['discard', '', 0],
    ['save', '', 1]
  ] as const)('asks before an edited document is left: %s', async (answer, textAfter, saves) => {
    const { bridge, session, editor } = setUp({
      'document:ask-to-save': (): ResponseOf<'document:ask-to-save'> => answer,
      'document:new': () => testDocument('', { id: secondId })
    })
    editor.type({ offset: 0, removed: 3, inserted: 'The' })
    await session.create()
    expect(editor.text).toBe(textAfter)
    expect(bridge.requests('document:save')).toHaveLength(saves)
    expect(bridge.requests('document:close')).toEqual(answer === 'cancel' ? [] : [{ id: saved.id }])
  })

  it('does not ask about a document without changes', async () => {
    const { bridge, session } = setUp({ 'document:open': () => testDocument('Other.', { id: secondId }) })
    await session.open()
    expect(bridge.requests('document:ask-to-save')).toEqual([])
    expect(session.id).toBe(secondId)
  })

  it('gives an offered document back when the writer stays', async () => {
    const { bridge, session, type } = setUp({ 'document:ask-to-save': () => 'cancel' })
    type()
    await session.offer(testDocument('Other.', { id: secondId }))
    expect(session.id).toBe(saved.id)
    expect(bridge.requests('document:close')).toEqual([{ id: secondId }])
  })

  it('does one file action at a time', async () => {
    const { bridge, session } = setUp({ 'document:open': () => new Promise(() => undefined) })
    void session.open()
    await session.create()
    expect(bridge.requests('document:new')).toEqual([])
  })

  it('closes the window only once the document is written', async () => {
    const stays = setUp({ 'document:save': () => null })
    await stays.session.saveAndClose()
    expect(stays.bridge.requests('window:close')).toEqual([])
    const closes = setUp()
    await closes.session.saveAndClose()
    expect(closes.bridge.requests('window:close')).toEqual([null])
  })

  it('shows recovered work as edited and says so', () => {
    const { session, notes } = setUp()
    session.show(testDocument('Lost and found.', { recovered: true, notice: 'Two marks did not fit.' }))
    expect(session.edited).toBe(true)
    expect(notes.current?.text).toMatch(/brought back.*Two marks did not fit/u)
  })

  it('counts words, a moment after typing', () => {
    const { session, editor } = setUp()
    expect(session.words).toBe(3)
    editor.type({ offset: 0, removed: 0, inserted: 'Once more: ' })
    expect(session.words).toBe(3)
    vi.advanceTimersByTime(300)
    expect(session.words).toBe(5)
  })
})
