import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FillRequest } from '../../main/ipc/contract'
import { FakeBridge, readyStatus, Refusal, testSettings } from '../test-support/fake-bridge'
import { FakeEditor } from '../test-support/fake-editor'
import { Announcer } from './announcer.svelte'
import { callThrough } from './bridge'
import { FillController } from './fill-controller.svelte'
import type { FillResult } from './fill-cards'
import { MarkedText } from './marked-text.svelte'
import { Notes } from './notes.svelte'
import { Preferences } from './preferences.svelte'
import { ProposalDesk } from './proposal-desk.svelte'

const text = 'The old house stood at the end of the lane.'
const house = { start: 4, end: 13 }
const lane = { start: 34, end: 42 }
const ids = [
  '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a',
  '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000b',
  '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000c'
]

const token = (written: string) => ({ kind: 'token' as const, text: written, confidence: 0.8 })
const filled = (written: string) => ({ text: written, logProb: -2, cells: [token(written)] })
const resultOf = (...regions: FillResult['alternatives'][number]['regions']): FillResult => ({
  alternatives: [{ score: -1, regions }],
  steps: 16,
  networkCalls: 4,
  milliseconds: 120,
  seed: 7,
  model: 'test',
  device: 'CPU'
})

function setUp() {
  let answer: { resolve: (result: FillResult) => void; reject: (error: Error) => void } | undefined
  const bridge = new FakeBridge({
    'fill:run': () => new Promise<FillResult>((resolve, reject) => (answer = { resolve, reject }))
  })
  const call = callThrough(bridge)
  const editor = new FakeEditor()
  const marked = new MarkedText(editor)
  const notes = new Notes()
  const preferences = new Preferences(call, notes, () => 1)
  preferences.start(testSettings)
  const announcer = new Announcer(() => 0)
  let next = 0
  const fill = new FillController({
    call,
    text: marked,
    preferences,
    notes,
    announcer,
    newId: () => ids[next++]!
  })
  const desk = new ProposalDesk({ fill, text: marked, notes })
  fill.listen(bridge)
  bridge.emit('inference:status', readyStatus)
  marked.open(text, { regions: [], locks: [] })
  const settle = async (act: (pending: NonNullable<typeof answer>) => void) => {
    act(answer!)
    await vi.waitFor(() => expect(fill.state.name).not.toBe('running'))
  }
  const request = (): FillRequest => bridge.requests('fill:run').at(-1)!
  return { bridge, editor, marked, notes, preferences, announcer, fill, desk, settle, request }
}

let context: ReturnType<typeof setUp>
beforeEach(() => (context = setUp()))

describe('filling', () => {
  it('marks the selected ranges and sends only those', () => {
    const { editor, marked, fill, request } = context
    marked.insertGap(0, 3)
    editor.selectRanges(house, lane)
    fill.regenerate()
    expect(request().marks).toEqual({ regions: [house, lane], locks: [] })
    expect(request().text).toBe(text)
    expect(marked.marks.regions).toEqual([{ start: 0, end: 0, words: 3 }, house, lane])
  })

  it('fills all regions when nothing is selected, with the settings and the locks inside', () => {
    const { marked, fill, request } = context
    marked.markRegions([house])
    marked.toggleLock([{ start: 0, end: 7 }])
    fill.regenerate()
    expect(request().marks).toEqual({ regions: [house], locks: [{ start: 4, end: 7 }] })
    const { steps, order, temperature, topP, strength, alternatives, seed } = testSettings
    expect(request().settings).toEqual({ steps, order, temperature, topP, strength, alternatives, seed })
  })

  it('says calmly when there is nothing to fill', () => {
    const { fill, notes, bridge, marked } = context
    fill.regenerate()
    expect(notes.current?.kind).toBe('info')
    marked.markRegions([house])
    marked.toggleLock([house])
    notes.dismiss()
    fill.regenerate()
    expect(notes.current?.text).toMatch(/locked/u)
    expect(bridge.requests('fill:run')).toEqual([])
  })

  it('does not run before the model is ready', () => {
    const { bridge, editor, fill, notes } = context
    bridge.emit('inference:status', { state: 'preparing', fraction: 0.4 })
    editor.selectRanges(house)
    fill.regenerate()
    expect(notes.current?.text).toMatch(/not ready/u)
    expect(fill.state.name).toBe('idle')
  })

  it('shows progress in place and leaves the document alone', () => {
    const { bridge, editor, fill } = context
    editor.selectRanges(house)
    fill.regenerate()
    expect(editor.shown).toBe(text)
    bridge.emit('fill:progress', {
      requestId: ids[0]!,
      progress: {
        networkCalls: 1,
        plannedCalls: 4,
        revealed: 1,
        masks: 3,
        preview: [[{ kind: 'mask' }, token(' mill'), { kind: 'mask' }]]
      }
    })
    expect(editor.shown).toBe('The ··· mill ··· stood at the end of the lane.')
    expect(editor.text).toBe(text)
  })

  it('puts an accepted proposal in the text as one step that can be undone with its marks', async () => {
    const { editor, marked, fill, settle } = context
    editor.selectRanges(house, lane)
    marked.toggleLock([{ start: 4, end: 7 }])
    fill.regenerate()
    const cells = [{ kind: 'lock' as const, text: 'old' }, token(' mill')]
    await settle(({ resolve }) =>
      resolve(resultOf({ text: 'old mill', logProb: -1, cells }, filled('that winding road')))
    )
    expect(editor.shown).toBe('The old mill stood at the end of that winding road.')
    expect(editor.text).toBe(text)
    const before = marked.marks
    fill.dispatch({ type: 'accept' })
    expect(editor.text).toBe('The old mill stood at the end of that winding road.')
    expect(marked.marks).toEqual({ regions: [], locks: [{ start: 4, end: 7 }] })
    marked.timeline.undo()
    expect(editor.text).toBe(text)
    expect(marked.marks).toEqual(before)
    expect(editor.shown).toBe('The old mill stood at the end of that winding road.')
    marked.timeline.redo()
    expect(editor.text).toBe('The old mill stood at the end of that winding road.')
    expect(fill.state.name).toBe('idle')
    expect(marked.marks).toEqual({ regions: [], locks: [{ start: 4, end: 7 }] })
  })

  it('accepts into regions that moved while it ran', async () => {
    const { editor, fill, settle } = context
    editor.selectRanges(lane)
    fill.regenerate()
    editor.type({ offset: 0, removed: 0, inserted: 'Once, ' })
    await settle(({ resolve }) => resolve(resultOf(filled('the road'))))
    fill.dispatch({ type: 'accept' })
    expect(editor.text).toBe('Once, The old house stood at the end of the road.')
  })

  it('keeps a lock that begins before the region whole', async () => {
    const { editor, marked, fill, settle } = context
    marked.toggleLock([{ start: 0, end: 7 }])
    editor.selectRanges(house)
    fill.regenerate()
    const cells = [{ kind: 'lock' as const, text: 'old' }, token(' windmill')]
    await settle(({ resolve }) => resolve(resultOf({ text: 'old windmill', logProb: -1, cells })))
    fill.dispatch({ type: 'accept' })
    expect(marked.marks.locks).toEqual([{ start: 0, end: 7 }])
  })

  it('changes nothing when a proposal is discarded', async () => {
    const { editor, marked, fill, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    await settle(({ resolve }) => resolve(resultOf(filled('mill'))))
    fill.dispatch({ type: 'discard' })
    expect([editor.text, editor.shown]).toEqual([text, text])
    expect(marked.marks.regions).toEqual([house])
  })

  it('answers Stop at once and drops the late result', async () => {
    const { bridge, editor, fill, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    fill.dispatch({ type: 'stop' })
    expect(fill.state.name).toBe('idle')
    expect(editor.shown).toBe(text)
    expect(bridge.requests('fill:cancel')).toEqual([{ requestId: ids[0] }])
    await settle(({ resolve }) => resolve(resultOf(filled('mill'))))
    expect(fill.state.name).toBe('idle')
    expect(editor.shown).toBe(text)
  })

  it('stops when the writer edits inside a region that is being filled', () => {
    const { bridge, editor, fill, notes } = context
    editor.selectRanges(house)
    fill.regenerate()
    editor.touchPreview()
    expect(fill.state.name).toBe('idle')
    expect(bridge.requests('fill:cancel')).toHaveLength(1)
    expect(notes.current?.kind).toBe('info')
  })

  it('shows a failure in its own words and leaves the text as it was', async () => {
    const { editor, fill, notes, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    const message = 'The model process ended. It is being started again.'
    await settle(({ reject }) => reject(new Refusal({ code: 'inference-ended', message })))
    expect(notes.current).toEqual({ kind: 'alert', text: message })
    expect(editor.shown).toBe(text)
  })

  it('keeps line breaks at the ends of a selection out of the region', () => {
    const { editor, marked, fill, request } = context
    marked.open('One.\n\nTwo.\n', { regions: [], locks: [] })
    editor.selectRanges({ start: 5, end: 11 })
    fill.regenerate()
    expect(request().marks.regions).toEqual([{ start: 6, end: 10 }])
  })

  it('tells a screen reader when the proposal is there', async () => {
    const { announcer, editor, fill, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    await settle(({ resolve }) => resolve(resultOf(filled('tall mill'))))
    expect(announcer.message).toBe('Proposal ready: 2 words in 1 region. tall mill')
  })

  it('starts anew from a proposal with the same regions', async () => {
    const { editor, fill, marked, settle, request } = context
    marked.markRegions([lane])
    editor.selectRanges(house)
    fill.regenerate()
    await settle(({ resolve }) => resolve(resultOf(filled('mill'))))
    editor.selectRanges({ start: 0, end: 0 })
    fill.regenerate()
    expect(fill.state).toMatchObject({ name: 'running', requestId: ids[1] })
    expect(request().marks.regions).toEqual([house])
  })
})

describe('proposals', () => {
  const propose = async (...texts: string[]) => {
    const { editor, fill, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    editor.selectRanges({ start: 0, end: 0 })
    await settle(({ resolve }) =>
      resolve({
        ...resultOf(),
        alternatives: texts.map((text) => ({
          score: -1,
          regions: [{ text, logProb: -1, cells: text.split(/(?= )/u).map(token) }]
        }))
      })
    )
  }

  it('come back with undo after they were discarded, and go again with redo', async () => {
    const { editor, fill, marked } = context
    await propose('tall mill', 'mill')
    fill.dispatch({ type: 'turn', by: 1 })
    fill.dispatch({ type: 'discard' })
    expect(editor.shown).toBe(text)
    marked.timeline.undo()
    expect(editor.shown).toBe('The mill stood at the end of the lane.')
    marked.timeline.redo()
    expect([fill.state.name, editor.shown]).toEqual(['idle', text])
  })

  it('stay while typing elsewhere is undone and redone', async () => {
    const { editor, fill, marked } = context
    await propose('tall mill')
    editor.type({ offset: text.length, removed: 0, inserted: ' So they said.' })
    marked.timeline.undo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
    marked.timeline.redo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane. So they said.')
    expect(fill.state.name).toBe('proposal')
  })

  it('go with the region that undo takes away, and come back with it', async () => {
    const { editor, fill, marked } = context
    await propose('tall mill')
    marked.timeline.undo()
    expect([fill.state.name, marked.marks.regions]).toEqual(['idle', []])
    marked.timeline.redo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
  })

  it('are accepted word by word, and the rest waits', async () => {
    const { desk, editor, fill, marked } = context
    await propose('tall white mill')
    desk.acceptNextWord()
    expect(editor.text.startsWith('The tall')).toBe(true)
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
    desk.acceptNextWord()
    desk.acceptNextWord()
    expect(editor.text).toBe('The tall white mill stood at the end of the lane.')
    expect([fill.state.name, marked.marks.regions]).toEqual(['idle', []])
    for (let step = 0; step < 3; step++) marked.timeline.undo()
    expect([editor.text, marked.marks.regions]).toEqual([text, [house]])
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
    for (let step = 0; step < 3; step++) marked.timeline.redo()
    expect(editor.text).toBe('The tall white mill stood at the end of the lane.')
    expect(fill.state.name).toBe('idle')
  })

  it('are accepted by the words that are selected in them', async () => {
    const { desk, editor } = context
    await propose('tall white mill')
    editor.words.selected = { region: 0, start: 6, end: 8 }
    desk.acceptWords()
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
    expect(editor.text).toContain('white')
    expect(editor.text).not.toContain('mill')
  })

  it('take another word, which undo takes back', async () => {
    const { desk, editor, marked, settle, fill } = context
    editor.selectRanges(house)
    fill.regenerate()
    const candidates = [
      { text: ' barn', probability: 0.3 },
      { text: ' mill', probability: 0.2 },
      { text: 'ish', probability: 0.1 }
    ]
    const cells = [token('tall'), { kind: 'token' as const, text: ' mill', confidence: 0.2, candidates }]
    await settle(({ resolve }) => resolve(resultOf({ text: 'tall mill', logProb: -1, cells })))
    const [word] = desk.unsureWords
    expect(word).toMatchObject({ text: 'mill', others: [{ text: 'barn', probability: 0.3 }] })
    desk.swap(word!, word!.others[0]!)
    expect(editor.shown).toBe('The tall barn stood at the end of the lane.')
    expect(desk.words[1]!.others).toEqual([{ text: 'mill', probability: 0.2 }])
    marked.timeline.undo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
    marked.timeline.redo()
    expect(editor.shown).toBe('The tall barn stood at the end of the lane.')
  })

  it('have the words around one written anew, and nothing else', async () => {
    const { desk, editor, request, settle } = context
    await propose('one two three four five six seven')
    desk.rewriteAround(desk.words[3]!)
    expect(request().text).toBe('The one two three four five six seven stood at the end of the lane.')
    const asked = request().marks.regions.map(({ start, end }) => request().text.slice(start, end).trim())
    expect(asked).toEqual(['two three', 'five six'])
    expect(editor.shown).toBe('The one ··· ··· four ··· ··· seven stood at the end of the lane.')
    await settle(({ resolve }) => resolve(resultOf(filled(' 2 3'), filled(' 5 6'))))
    expect(editor.shown).toBe('The one 2 3 four 5 6 seven stood at the end of the lane.')
    expect(context.fill.state).toMatchObject({ name: 'proposal', chosen: 1 })
  })

  it('that were stopped keep what was found, and go on from there', async () => {
    const { bridge, editor, fill, request, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    const preview = [[token('tall'), { kind: 'mask' as const }, { kind: 'mask' as const }]]
    const progress = { networkCalls: 1, plannedCalls: 4, revealed: 1, masks: 3, preview }
    bridge.emit('fill:progress', { requestId: ids[0]!, progress })
    fill.dispatch({ type: 'stop' })
    expect([editor.text, editor.shown]).toEqual([text, 'The tall ··· ··· stood at the end of the lane.'])
    fill.continueFill()
    expect(request().text).toBe('The tall stood at the end of the lane.')
    expect(request().marks.regions).toEqual([{ start: 8, end: 8, words: 2 }])
    await settle(({ resolve }) => resolve(resultOf(filled(' white mill'))))
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
  })

  it('that were stopped leave gaps where nothing was found when they are accepted', () => {
    const { bridge, editor, fill, marked } = context
    editor.selectRanges(house)
    fill.regenerate()
    const preview = [[token('tall'), { kind: 'mask' as const }]]
    const progress = { networkCalls: 1, plannedCalls: 2, revealed: 1, masks: 2, preview }
    bridge.emit('fill:progress', { requestId: ids[0]!, progress })
    fill.dispatch({ type: 'stop' })
    fill.dispatch({ type: 'accept' })
    expect(editor.text).toBe('The tall stood at the end of the lane.')
    expect(marked.marks.regions).toEqual([{ start: 8, end: 8, words: 1 }])
  })

  it('can be replayed from their record', async () => {
    const { bridge, fill, notes, request, settle } = context
    await propose('tall mill')
    const { requestId: _first, ...first } = request()
    for (const [again, said] of [
      ['tall mill', /^The same words/u],
      ['mill', /^Other words/u]
    ] as const) {
      const replayed = fill.replay()
      const { requestId: _next, ...request } = bridge.requests('fill:run').at(-1)!
      expect(request).toEqual(first)
      await settle(({ resolve }) => resolve(resultOf(filled(again))))
      await replayed
      expect(notes.current?.text).toMatch(said)
    }
  })
})
