import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readyStatus, Refusal, testSettings } from '../test-support/fake-bridge'
import { filled, house, lane, resultOf, setUp, text } from '../test-support/fill-scene'
import { callThrough } from './bridge'
import { ReadingAhead } from './reading-ahead'
import { wantedMarks } from './wanted-regions'

const uuid = '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000d'

let scene: ReturnType<typeof setUp>
let ahead: ReadingAhead
beforeEach(() => {
  vi.useFakeTimers()
  scene = setUp()
  const { bridge, marked, preferences, fill } = scene
  ahead = new ReadingAhead({ call: callThrough(bridge), text: marked, preferences, fill, newId: () => uuid })
  ahead.follow()
})
afterEach(() => {
  ahead.end()
  vi.useRealTimers()
})

const asked = () => scene.bridge.requests('fill:read-ahead')
async function pass(milliseconds: number): Promise<void> {
  ahead.follow()
  await vi.advanceTimersByTimeAsync(milliseconds)
}

describe('reading ahead', () => {
  it('asks for what a fill would be asked for, once the marks rest', async () => {
    const { marked, fill, request } = scene
    marked.markRegions([house])
    await pass(399)
    expect(asked()).toEqual([])
    await pass(400)
    fill.regenerate()
    const { text: sent, marks, settings } = request()
    expect(asked()).toEqual([{ requestId: uuid, text: sent, marks, settings }])
  })

  it('knows the seed of the next fill before it is drawn', async () => {
    const { preferences, marked } = scene
    preferences.start({ ...testSettings, seed: null })
    marked.markRegions([house])
    await pass(400)
    expect(asked()[0]!.settings).toEqual(preferences.fillSettings())
  })

  it('draws no seed while nothing is to be filled', async () => {
    const { preferences, marked } = scene
    preferences.start({ ...testSettings, seed: null })
    const settingsAhead = vi.spyOn(preferences, 'settingsAhead')
    await pass(2000)
    expect(settingsAhead).not.toHaveBeenCalled()
    marked.markRegions([house])
    await pass(400)
    expect(settingsAhead).toHaveBeenCalled()
  })

  it('waits longer while the writer types, and asks once for the same', async () => {
    const { marked, editor } = scene
    marked.markRegions([house])
    await pass(400)
    await pass(400)
    expect(asked()).toHaveLength(1)
    editor.type({ offset: 0, removed: 0, inserted: 'Yes. ' })
    await pass(1499)
    expect(asked()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(asked()[1]).toMatchObject({ text: `Yes. ${text}`, marks: { regions: [{ start: 9, end: 18 }] } })
  })

  it('asks for nothing without regions, without a model and while a fill runs', async () => {
    const { bridge, marked, fill, settle } = scene
    await pass(2000)
    marked.markRegions([house])
    bridge.emit('inference:status', { state: 'preparing', fraction: 0.5 })
    await pass(2000)
    bridge.emit('inference:status', readyStatus)
    fill.regenerate()
    await pass(2000)
    expect(asked()).toEqual([])
    vi.useRealTimers()
    await settle(({ resolve }) => resolve(resultOf(filled(' new mill'))))
  })

  it('asks again when it was refused', async () => {
    const { bridge, marked } = scene
    bridge.handlers['fill:read-ahead'] = () => {
      throw new Refusal({ code: 'unknown', message: 'no' })
    }
    marked.markRegions([house])
    await pass(400)
    await pass(400)
    expect(asked()).toHaveLength(2)
  })
})

describe('the marks of the fill that is expected', () => {
  it('are the selection with the locks in it, else all regions', () => {
    const { marked, editor, fill } = scene
    marked.markRegions([house])
    marked.lock([{ start: 4, end: 7 }])
    expect(wantedMarks(marked, fill.state)).toEqual({ regions: [house], locks: [{ start: 4, end: 7 }] })
    editor.selectRanges(lane)
    expect(wantedMarks(marked, fill.state)).toEqual({ regions: [lane], locks: [] })
    editor.selectRanges({ start: 4, end: 7 })
    expect(wantedMarks(marked, fill.state).regions).toEqual([house])
  })

  it('are those of the proposals, when there are some', async () => {
    vi.useRealTimers()
    const { marked, editor, fill, settle } = scene
    marked.markRegions([lane])
    editor.selectRanges(house)
    fill.regenerate()
    editor.selectRanges({ start: 0, end: 0 })
    await settle(({ resolve }) => resolve(resultOf(filled(' new mill'))))
    expect(wantedMarks(marked, fill.state).regions).toEqual([house])
  })
})
