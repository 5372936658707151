import { expect, vi } from 'vitest'
import type { FillRequest } from '../../main/ipc/contract'
import { FakeBridge, readyStatus, testSettings } from './fake-bridge'
import { FakeEditor } from './fake-editor'
import { Announcer } from '../state/announcer.svelte'
import { callThrough } from '../state/bridge'
import { FillController } from '../state/fill-controller.svelte'
import type { FillResult } from '../state/fill-cards'
import { HistoryKeeper } from '../state/history-keeper'
import { MarkedText } from '../state/marked-text.svelte'
import { Notes } from '../state/notes.svelte'
import { Preferences } from '../state/preferences.svelte'
import { ProposalDesk } from '../state/proposal-desk.svelte'

export const text = 'The old house stood at the end of the lane.'
export const house = { start: 4, end: 13 }
export const lane = { start: 34, end: 42 }
export const ids = [
  '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a',
  '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000b',
  '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000c'
]

export const token = (written: string) => ({ kind: 'token' as const, text: written, confidence: 0.8 })
export const filled = (written: string) => ({ text: written, logProb: -2, cells: [token(written)] })
export const resultOf = (...regions: FillResult['alternatives'][number]['regions']): FillResult => ({
  alternatives: [{ score: -1, regions }],
  steps: 16,
  networkCalls: 4,
  milliseconds: 120,
  seed: 7,
  model: 'test',
  device: 'CPU'
})

/** Fills on an editor and a main process that are stand-ins; `settle` answers the fill that runs. */
export function setUp() {
  const onRecorded = vi.fn()
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
    history: new HistoryKeeper(marked, () => 1000, onRecorded),
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
  return { onRecorded, bridge, editor, marked, notes, preferences, announcer, fill, desk, settle, request }
}
