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
    expect(bridge.requests('window:set-edited').at(-1)).toEqual({
      edited: true,
      name: 'Untitled',
      unsaved: ['Untitled']
    })
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
    ['cancel', 'The house.', 0],
    ['discard', '', 0],
    ['save', '', 1]
  ] as const)('asks before an edited document is closed: %s', async (answer, textAfter, saves) => {
    const { bridge, session, editor } = setUp({
      'document:ask-to-save': (): ResponseOf<'document:ask-to-save'> => answer,
      'document:new': () => testDocument('', { id: secondId })
    })
    editor.type({ offset: 4, removed: 4, inserted: '' })
    await session.close()
    expect(editor.text).toBe(textAfter)
    expect(bridge.requests('document:save')).toHaveLength(saves)
    expect(bridge.requests('document:close')).toEqual(answer === 'cancel' ? [] : [{ id: saved.id }])
  })

  it('lets a document without file and changes make room for another', async () => {
    const { bridge, session } = setUp({ 'document:open': () => testDocument('Other.', { id: secondId }) })
    await session.open()
    expect(session.entries.map(({ id }) => id)).toEqual([secondId])
    expect(bridge.requests('document:close')).toEqual([{ id: saved.id }])
  })

  it('keeps undo, marks and unsaved changes of each document apart', () => {
    const { bridge, session, editor, text, type } = setUp()
    type()
    text.markRegions([{ start: 5, end: 8 }])
    session.show(testDocument('Other.', { id: secondId, name: 'other.md' }))
    expect([editor.text, session.edited, text.marks.regions]).toEqual(['Other.', false, []])
    // What was typed last is in the journal before the document goes out of sight.
    expect(bridge.requests('document:journal').at(-1)?.text).toBe('xThe old house.')
    expect(bridge.requests('window:set-edited').at(-1)).toEqual({
      edited: false,
      name: 'other.md',
      unsaved: ['Untitled']
    })
    type()
    session.turn(1)
    expect([editor.text, session.edited]).toEqual(['xThe old house.', true])
    expect(text.marks.regions).toEqual([{ start: 5, end: 8 }])
    text.timeline.undo()
    text.timeline.undo()
    expect([editor.text, text.marks.regions, session.edited]).toEqual(['The old house.', [], false])
    session.turn(-1)
    expect(editor.text).toBe('xOther.')
    text.timeline.undo()
    expect([editor.text, session.edited]).toEqual(['Other.', false])
  })

  it('stays while something holds it, and says why', () => {
    const { session, notes } = setUp()
    session.holdWhile(() => 'Wait.')
    session.offer(testDocument('Other.', { id: secondId }))
    expect([session.id, session.entries.length, notes.current?.text]).toEqual([saved.id, 2, 'Wait.'])
  })

  it('shows a file that is open already instead of opening it twice', () => {
    const { bridge, session, type } = setUp()
    session.show(testDocument('One.', { id: secondId, path: '/a.md' }))
    type()
    session.show(testDocument('One.', { id: saved.id, path: '/a.md' }))
    expect(session.id).toBe(secondId)
    expect(bridge.requests('document:close').at(-1)).toEqual({ id: saved.id })
  })

  it('follows a file that another program changed, in one step of undo', async () => {
    const theirs = testDocument('The new house.')
    const { session, editor } = setUp({ 'document:resolve': () => theirs })
    session.changedOnDisk(saved.id)
    await vi.waitFor(() => expect(editor.text).toBe('The new house.'))
    expect([session.edited, session.shown.changedOnDisk]).toEqual([false, false])
    editor.undo()
    expect([editor.text, session.edited]).toEqual(['The old house.', true])
  })

  it('asks when there are changes on both sides, and loses neither', async () => {
    const both = testDocument('The new house.', { id: secondId, name: 'Untitled (on disk)' })
    const { bridge, session, editor, type } = setUp({ 'document:resolve': () => both })
    type()
    session.changedOnDisk(saved.id)
    expect([bridge.requests('document:resolve'), session.shown.changedOnDisk]).toEqual([[], true])
    await session.resolve('both')
    expect(editor.text).toBe('The new house.')
    session.turn(1)
    expect([editor.text, session.shown.changedOnDisk]).toEqual(['xThe old house.', false])
  })

  it('compares the text with its file while the writer is asked, also when that changes once more', async () => {
    let onDisk = 'The new house.'
    const { bridge, session, notes, type } = setUp({
      'document:read-disk': () => onDisk,
      'document:resolve': () => null
    })
    type()
    session.changedOnDisk(saved.id)
    await session.compare()
    expect(session.shown.compared).toBe('The new house.')
    onDisk = 'The newer house.'
    session.changedOnDisk(saved.id)
    await vi.waitFor(() => expect(session.shown.compared).toBe('The newer house.'))
    await session.compare()
    expect(session.shown.compared).toBeNull()
    await session.compare()
    await session.resolve('mine')
    expect([session.shown.compared, session.shown.changedOnDisk, session.edited]).toEqual([null, false, true])

    session.changedOnDisk(saved.id)
    bridge.handlers['document:read-disk'] = () => {
      throw new Refusal({ code: 'not-found', message: 'It is not there any more.' })
    }
    await session.compare()
    expect([session.shown.compared, notes.current?.text]).toEqual([null, 'It is not there any more.'])
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
