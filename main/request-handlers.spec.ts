import { expect, it, vi } from 'vitest'
import type { OpenDocument, Settings } from './ipc/contract'
import type { SpeedRecord } from './ipc/speed'
import type { BenchReport } from '../models/bench/bench-schema'
import { createEventQueue } from './ipc/event-queue'
import { defaultFillSettings } from '../models/infill/settings'
import { createRequestHandlers } from './request-handlers'
import type { RequestHandlerOptions } from './request-handlers'
import { defaultSettings } from './settings/settings-store'

const id = '11111111-1111-4111-8111-111111111111'
const marks = { regions: [], locks: [] }
const document: OpenDocument = { id, path: null, name: 'Untitled', text: '', marks, recovered: false }

function handlers(changes: Partial<RequestHandlerOptions> = {}) {
  const sent: [string, unknown][] = []
  const options = {
    version: '0.1.0',
    firstDocument: async () => ({ document, isSample: true }),
    openSample: async () => document,
    documents: {
      create: () => document,
      openChosen: async () => null,
      open: vi.fn(async () => document),
      resolve: vi.fn(async () => null),
      textOnDisk: vi.fn(async () => 'theirs'),
      save: async () => null,
      saveAs: async () => null,
      keep: vi.fn(async () => undefined),
      keepHistory: vi.fn(async () => undefined),
      close: vi.fn(async () => undefined)
    },
    recent: { list: [], has: vi.fn(() => false), remove: vi.fn(), clear: vi.fn() },
    words: { list: [], add: vi.fn(), remove: vi.fn() },
    exportDocument: vi.fn(async () => 'story (history).json'),
    copy: vi.fn(),
    paste: vi.fn(),
    askToSave: async () => 'save' as const,
    settings: {
      current: defaultSettings,
      update: vi.fn(async (given: Partial<Settings>) => ({ ...defaultSettings, ...given }))
    },
    onSettings: vi.fn(),
    inference: {
      status: { state: 'starting' as const },
      fill: vi.fn(),
      readAhead: vi.fn(),
      surprise: vi.fn(),
      measure: vi.fn(),
      cancel: vi.fn()
    },
    speed: { last: null, keep: vi.fn() },
    events: createEventQueue((name, payload) => sent.push([name, payload])),
    closeGuard: { setEdited: vi.fn(), closeNow: vi.fn() },
    showTitle: vi.fn(),
    ...changes
  } satisfies RequestHandlerOptions
  return { sent, options, handlers: createRequestHandlers(options) }
}

it('lets events through once the page has its first document', async () => {
  const { sent, options, handlers: handle } = handlers()
  options.events.send('document:changed-on-disk', { id })
  expect(await handle['app:start'](null)).toEqual({
    version: '0.1.0',
    document,
    isSample: true,
    settings: defaultSettings,
    inference: { state: 'starting' }
  })
  expect(sent).toEqual([])
  await new Promise((resolve) => setImmediate(resolve))
  expect(sent).toEqual([['document:changed-on-disk', { id }]])
})

it('fills with the words of the writer, and sends the progress with the id of its request', async () => {
  const progress = { networkCalls: 1, plannedCalls: 4, revealed: 1, masks: 4, preview: [] }
  const cancel = vi.fn()
  const fill: RequestHandlerOptions['inference']['fill'] = (_request, ownWords, onProgress) => {
    expect(ownWords).toEqual(['zorkel'])
    onProgress(progress)
    return Promise.reject(new Error('this far'))
  }
  const inference = { ...handlers().options.inference, fill, cancel }
  const words = { ...handlers().options.words, list: ['zorkel'] }
  const { sent, options, handlers: handle } = handlers({ inference, words })
  options.events.open()
  const request = { requestId: id, text: 'a', marks, settings: defaultFillSettings }
  await expect(handle['fill:run'](request)).rejects.toThrow('this far')
  expect(sent).toEqual([['fill:progress', { requestId: id, progress }]])
  await handle['fill:cancel']({ requestId: id })
  expect(cancel).toHaveBeenCalledWith(id)
})

it('has the context of a fill read ahead, and does not wait for it', async () => {
  const { options, handlers: handle } = handlers()
  const request = { requestId: id, text: 'a', marks, settings: defaultFillSettings }
  expect(await handle['fill:read-ahead'](request)).toBeNull()
  expect(options.inference.readAhead).toHaveBeenCalledWith(request)
})

it('sends the words of a reading as they are found, with the id of its request', async () => {
  const words = [{ start: 0, end: 1, nats: 2, alternatives: [] }]
  const cancel = vi.fn()
  const surprise: RequestHandlerOptions['inference']['surprise'] = (_request, onWords) => {
    onWords(words, 0.5)
    return Promise.resolve({ words })
  }
  const inference = { ...handlers().options.inference, surprise, cancel }
  const { sent, options, handlers: handle } = handlers({ inference })
  options.events.open()
  const request = { requestId: id, text: 'a', range: { start: 0, end: 1 } }
  expect(await handle['text:surprise'](request)).toEqual({ words })
  expect(sent).toEqual([['text:surprise-progress', { requestId: id, words, fraction: 0.5 }]])
  await handle['text:surprise-cancel']({ requestId: id })
  expect(cancel).toHaveBeenCalledWith(id)
})

it('measures this machine, tells how far it is, and keeps what was found', async () => {
  const report: BenchReport = { ratios: null, steps: [], calls: [], device: 'cpu', model: 'tiny' }
  const record: SpeedRecord = { at: 1, extent: 'short', report }
  const cancel = vi.fn()
  const measure: RequestHandlerOptions['inference']['measure'] = (_request, onProgress) => {
    onProgress(0.5)
    return Promise.resolve(report)
  }
  const keep = vi.fn(() => Promise.resolve(record))
  const inference = { ...handlers().options.inference, measure, cancel }
  const { sent, options, handlers: handle } = handlers({ inference, speed: { last: record, keep } })
  options.events.open()
  expect(await handle['speed:measure']({ requestId: id, extent: 'short' })).toEqual(record)
  expect(keep).toHaveBeenCalledWith('short', report)
  expect(sent).toEqual([['speed:progress', { requestId: id, fraction: 0.5 }]])
  expect(await handle['speed:last'](null)).toEqual(record)
  await handle['speed:cancel']({ requestId: id })
  expect(cancel).toHaveBeenCalledWith(id)
})

it('applies settings at once and takes an undefined field for no change', async () => {
  const { options, handlers: handle } = handlers()
  expect(await handle['settings:update']({ theme: 'dark', steps: undefined })).toMatchObject({
    theme: 'dark'
  })
  expect(options.settings.update).toHaveBeenCalledWith({ theme: 'dark' })
  expect(options.onSettings).toHaveBeenCalledWith({ ...defaultSettings, theme: 'dark' })
})

it('shows unsaved changes in the title and has them guarded', async () => {
  const { options, handlers: handle } = handlers()
  await handle['window:set-edited']({ edited: true, name: 'a.md', unsaved: ['a.md', 'b.md'] })
  expect(options.closeGuard.setEdited).toHaveBeenCalledWith(true, 'a.md”, “b.md')
  expect(options.showTitle).toHaveBeenCalledWith('a.md', true)
})

it('opens recent files and no others, and forgets one that is gone', async () => {
  const recent = { list: [], has: vi.fn(() => false), remove: vi.fn(), clear: vi.fn() }
  const open = vi.fn(async () => document)
  const documents = { ...handlers().options.documents, open }
  const { handlers: handle } = handlers({ recent, documents })
  await expect(handle['recent:open']({ path: '/etc/passwd' })).rejects.toMatchObject({ code: 'not-recent' })
  expect(open).not.toHaveBeenCalled()
  recent.has.mockReturnValue(true)
  expect(await handle['recent:open']({ path: '/a.md' })).toEqual(document)
  open.mockRejectedValueOnce(new Error('gone'))
  await expect(handle['recent:open']({ path: '/a.md' })).rejects.toThrow('gone')
  expect(recent.remove).toHaveBeenCalledWith('/a.md')
})

it('exports to the file that the writer chooses, or to none, and copies', async () => {
  const { handlers: handle, options } = handlers()
  const wanted = { kind: 'history' as const, name: 'story.md', runs: [] }
  expect(await handle['document:export'](wanted)).toEqual({ name: 'story (history).json' })
  expect(options.exportDocument).toHaveBeenCalledWith(wanted)
  const dismissed = handlers({ exportDocument: async () => null })
  expect(await dismissed.handlers['document:export'](wanted)).toBeNull()
  expect(await handle['edit:copy']({ text: 'words' })).toBeNull()
  expect(options.copy).toHaveBeenCalledWith('words')
})
