import { beforeEach, describe, expect, it } from 'vitest'
import { Refusal, testSettings } from '../test-support/fake-bridge'
import { filled, house, ids, lane, resultOf, setUp, text, token } from '../test-support/fill-scene'

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
    const { steps, order, temperature, topP, strength, length, alternatives, polish, seed } = testSettings
    const fillSettings = { steps, order, temperature, topP, strength, length, alternatives, polish, seed }
    expect(request().settings).toEqual(fillSettings)
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

  it('takes locked words, selected, for the region around them', () => {
    const { editor, fill, marked, request } = context
    marked.markRegions([house, lane])
    marked.toggleLock([{ start: 4, end: 7 }])
    editor.selectRanges({ start: 4, end: 7 })
    fill.regenerate()
    expect(request().marks).toEqual({ regions: [house], locks: [{ start: 4, end: 7 }] })
    expect(marked.marks.regions).toHaveLength(2)
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
