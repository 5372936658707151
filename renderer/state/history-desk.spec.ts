import { describe, expect, it, vi } from 'vitest'
import { filled, house, lane, resultOf, setUp, text } from '../test-support/fill-scene'
import { countOrigins } from './authorship-shares'
import { callThrough } from './bridge'
import { DocumentSession } from './document-session.svelte'
import { HistoryDesk } from './history-desk.svelte'
import { describeRun, describeSettings } from './history-words'

/** A fill scene with a desk, in which `fillHouse` proposes words for “old house”. */
function scene() {
  const parts = setUp()
  const { bridge, editor, marked, notes, fill, settle } = parts
  const call = callThrough(bridge)
  const document = new DocumentSession(call, marked, notes)
  const desk = new HistoryDesk({ call, text: marked, document, fill, notes })
  const fillHouse = async (...words: string[]) => {
    editor.selectRanges(house)
    fill.regenerate()
    const result = resultOf(filled(words[0]!))
    const alternatives = words.map((word, index) => ({ score: -1 - index, regions: [filled(word)] }))
    await settle(({ resolve }) => resolve({ ...result, alternatives }))
  }
  return { ...parts, words: parts.desk, desk, fillHouse, runs: () => marked.companion.runs }
}

describe('the record of a fill', () => {
  it('tells what was asked, what was offered and what was accepted', async () => {
    const { fill, fillHouse, runs, request } = scene()
    await fillHouse('red barn', 'old mill')
    expect(runs()).toMatchObject([
      {
        id: request().requestId,
        at: 1000,
        model: 'test',
        device: 'CPU',
        settings: request().settings,
        outcome: 'proposed',
        passages: [{ place: house, text: 'old house', before: 'The ', after: text.slice(13) }],
        alternatives: [
          { score: -1, texts: ['red barn'] },
          { score: -2, texts: ['old mill'] }
        ],
        accepted: []
      }
    ])
    fill.dispatch({ type: 'turn', by: 1 })
    fill.dispatch({ type: 'accept' })
    expect(runs()).toMatchObject([
      {
        outcome: 'accepted',
        passages: [{ place: { start: 4, end: 12 } }],
        accepted: [{ alternative: 1, texts: ['old mill'], partly: false }]
      }
    ])
    expect(describeRun(runs()[0]!)).toMatch(/ · accepted · “old house”$/)
    expect(describeSettings(runs()[0]!)).toMatch(
      /^test, CPU · seed 7 · 16 steps · .* · 2 alternatives · 0.1 s$/
    )
  })

  it('tells that it was discarded, until undo brings the proposals back', async () => {
    const { fill, fillHouse, runs, marked, onRecorded } = scene()
    await fillHouse('red barn')
    expect(onRecorded).toHaveBeenCalledTimes(1)
    fill.dispatch({ type: 'discard' })
    expect(onRecorded).toHaveBeenCalledTimes(2)
    expect(runs()).toMatchObject([{ outcome: 'discarded' }])
    marked.timeline.undo()
    expect(runs()).toMatchObject([{ outcome: 'proposed' }])
  })

  it('tells that it was stopped, with what was found so far', () => {
    const { fill, editor, bridge, runs, request } = scene()
    editor.selectRanges(house, lane)
    fill.regenerate()
    bridge.emit('fill:progress', {
      requestId: request().requestId,
      progress: {
        networkCalls: 1,
        plannedCalls: 2,
        revealed: 1,
        masks: 3,
        preview: [[{ kind: 'token', text: 'red', confidence: 0.9 }, { kind: 'mask' }], [{ kind: 'mask' }]]
      }
    })
    fill.dispatch({ type: 'stop' })
    expect(runs()).toMatchObject([
      { outcome: 'stopped', milliseconds: null, alternatives: [{ score: null, texts: ['red', ''] }] }
    ])
    expect(runs()[0]?.passages.map(({ place }) => place)).toEqual([house, lane])
  })

  it('is none for a fill that failed', async () => {
    const { fill, editor, settle, runs } = scene()
    editor.selectRanges(house)
    fill.regenerate()
    await settle(({ reject }) => reject(new Error('The model broke.')))
    expect(runs()).toEqual([])
  })

  it('takes words that are accepted one by one for one acceptance', async () => {
    const { words, fillHouse, runs, fill, marked } = scene()
    await fillHouse('red brick barn')
    words.acceptNextWord()
    expect(runs()).toMatchObject([{ accepted: [{ texts: ['red brick barn'], partly: true }] }])
    fill.dispatch({ type: 'accept' })
    expect(runs()).toMatchObject([{ accepted: [{ texts: ['red brick barn'], partly: true }] }])
    expect(countOrigins(marked.text, marked.companion.authorship).generated).toBe(3)
  })
})

describe('words that are put back', () => {
  it('take the place of the present ones in one step of undo, wherever it has moved', async () => {
    const { fill, fillHouse, desk, editor, marked } = scene()
    await fillHouse('red barn', 'old mill')
    fill.dispatch({ type: 'accept' })
    editor.type({ offset: 0, removed: 3, inserted: 'And that' })
    const before = editor.text
    expect(before).toContain('And that red barn stood')
    expect(desk.presentTexts(desk.run!)).toEqual(['red barn'])
    desk.restore(desk.run!, 1)
    expect(editor.text).toBe(before.replace('red barn', 'old mill'))
    desk.restore(desk.run!, 'old')
    expect(editor.text).toBe(before.replace('red barn', 'old house'))
    expect(desk.presentTexts(desk.run!)).toEqual(['old house'])
    marked.timeline.undo()
    expect(editor.text).toBe(before.replace('red barn', 'old mill'))
    expect(desk.presentTexts(desk.run!)).toEqual(['old mill'])
    marked.timeline.undo()
    expect(editor.text).toBe(before)
  })

  it('keep their authors', async () => {
    const { fill, fillHouse, desk, editor, marked } = scene()
    editor.type({ offset: 0, removed: editor.text.length, inserted: text })
    await fillHouse('old mill')
    fill.dispatch({ type: 'accept' })
    desk.restore(desk.run!, 'old')
    expect(marked.companion.authorship).toEqual([{ length: text.length, origin: { kind: 'typed' } }])
    desk.restore(desk.run!, 0)
    expect(marked.companion.of({ start: 4, end: 12 })).toMatchObject([
      { length: 4, origin: { kind: 'typed' } },
      { length: 4, origin: { kind: 'generated' } }
    ])
  })

  it('never change a lock', async () => {
    const { fill, fillHouse, desk, editor, marked, notes } = scene()
    await fillHouse('red barn')
    fill.dispatch({ type: 'accept' })
    marked.lock([{ start: 8, end: 12 }])
    const before = editor.text
    desk.restore(desk.run!, 'old')
    expect(editor.text).toBe(before)
    expect(notes.current?.text).toContain('locked')
  })

  it('can only be copied when their place is gone', async () => {
    const { fill, fillHouse, desk, editor, notes, bridge } = scene()
    await fillHouse('red barn')
    fill.dispatch({ type: 'accept' })
    editor.type({ offset: 0, removed: editor.text.length, inserted: 'All is new.' })
    expect(desk.presentTexts(desk.run!)).toEqual([null])
    desk.restore(desk.run!, 'old')
    expect(editor.text).toBe('All is new.')
    expect(notes.current?.text).toContain('copy')
    desk.copy(desk.run!, 0)
    expect(bridge.requests('edit:copy')).toEqual([{ text: 'red barn' }])
  })

  it('wait while proposals do', async () => {
    const { fillHouse, desk, editor, notes } = scene()
    await fillHouse('red barn')
    desk.restore(desk.run!, 0)
    expect(editor.text).toBe(text)
    expect(notes.current?.text).toContain('Accept or discard')
  })
})

it('goes through the versions of a passage', async () => {
  const { fill, fillHouse, desk, editor, notes } = scene()
  await fillHouse('red barn')
  fill.dispatch({ type: 'accept' })
  editor.selectRanges({ start: 4, end: 12 })
  fill.regenerate()
  fill.dispatch({ type: 'discard' })
  expect(desk.canStep).toBe(true)
  desk.step(1)
  expect(notes.current?.text).toContain('newest')
  desk.step(-1)
  expect(editor.text).toBe(text)
  desk.step(-1)
  expect(notes.current?.text).toContain('oldest')
  desk.step(1)
  expect(editor.text).toBe(text.replace('old house', 'red barn'))
  expect([desk.presentVersion(desk.branch!), desk.branch!.versions.length]).toEqual([1, 2])
  desk.showVersion(desk.branch!, 0)
  expect([editor.text, desk.presentVersion(desk.branch!)]).toEqual([text, 0])
  editor.type({ offset: 6, removed: 1, inserted: 'e' })
  expect(desk.presentVersion(desk.branch!)).toBe(-1)
})

it('exports under the name of the document, and tells where to', async () => {
  const { desk, bridge, notes } = scene()
  bridge.handlers['document:export'] = () => ({ name: 'house (history).json' })
  desk.export('history')
  await vi.waitFor(() => expect(notes.current?.text).toContain('house (history).json'))
  desk.export('annotated')
  expect(bridge.requests('document:export')).toMatchObject([
    { kind: 'history', runs: [] },
    { kind: 'annotated', text, authorship: [{ length: text.length, origin: { kind: 'unknown' } }] }
  ])
})
