import type { Export } from './ipc/companion'
import type { OpenDocument, Settings } from './ipc/contract'
import type { EventQueue } from './ipc/event-queue'
import type { RequestHandlers } from './ipc/request-router'
import type { RecentFiles } from './documents/recent-files'
import { AppError } from './ipc/app-error'
import type { PersonalWords } from './settings/personal-words'
import type { DocumentStore } from './documents/document-store'
import type { FirstDocument } from './documents/first-document'
import type { InferenceHost } from './inference/host'
import type { SettingsStore } from './settings/settings-store'
import type { SpeedKeeper } from './settings/speed-keeper'
import type { CloseGuard } from './windows/close-guard'

export interface RequestHandlerOptions {
  readonly version: string
  /** The document to show when the page is there. */
  readonly firstDocument: () => Promise<FirstDocument>
  readonly openSample: () => Promise<OpenDocument>
  readonly documents: Pick<
    DocumentStore,
    | 'create'
    | 'openChosen'
    | 'open'
    | 'save'
    | 'saveAs'
    | 'keep'
    | 'keepHistory'
    | 'close'
    | 'resolve'
    | 'textOnDisk'
  >
  readonly recent: Pick<RecentFiles, 'list' | 'has' | 'remove' | 'clear'>
  readonly words: PersonalWords
  readonly askToSave: (name: string) => Promise<'save' | 'discard' | 'cancel'>
  /** Name of the file that was written; null when the writer chose none. */
  readonly exportDocument: (wanted: Export) => Promise<string | null>
  readonly copy: (text: string) => void
  readonly paste: () => void
  readonly settings: SettingsStore
  readonly onSettings: (settings: Settings) => void
  readonly inference: Pick<InferenceHost, 'status' | 'fill' | 'readAhead' | 'surprise' | 'measure' | 'cancel'>
  readonly speed: SpeedKeeper
  readonly events: EventQueue
  readonly closeGuard: Pick<CloseGuard, 'setEdited' | 'closeNow'>
  /** Shows in the window whose document it is and whether it has unsaved changes. */
  readonly showTitle: (name: string, edited: boolean) => void
}

/** What main does for each request of the contract. */
export function createRequestHandlers(options: RequestHandlerOptions): RequestHandlers {
  const { documents, recent, words, settings, inference, events, closeGuard } = options
  return {
    'app:start': async () => {
      const first = await options.firstDocument()
      // After the answer: the page is not listening for a document it does not know yet.
      setImmediate(() => events.open())
      return {
        version: options.version,
        ...first,
        settings: settings.current,
        inference: inference.status
      }
    },
    'document:new': () => documents.create(),
    'document:sample': () => options.openSample(),
    'document:open': () => documents.openChosen(),
    'document:save': (content) => documents.save(content),
    'document:save-as': (content) => documents.saveAs(content),
    'document:journal': async (content) => {
      await documents.keep(content)
      return null
    },
    'document:keep-history': async (content) => {
      await documents.keepHistory(content)
      return null
    },
    'document:ask-to-save': ({ name }) => options.askToSave(name),
    'document:read-disk': ({ id }) => documents.textOnDisk(id),
    'document:resolve': ({ id, by }) => documents.resolve(id, by),
    'document:open-dropped': ({ path }) => documents.open(path),
    'recent:list': () => [...recent.list],
    'recent:open': async ({ path }) => {
      if (!recent.has(path)) throw new AppError('not-recent', 'This is none of the recent files any more.')
      try {
        return await documents.open(path)
      } catch (error) {
        recent.remove(path)
        throw error
      }
    },
    'recent:clear': () => {
      recent.clear()
      return null
    },
    'words:list': () => [...words.list],
    'words:add': async ({ word }) => [...(await words.add(word))],
    'words:remove': async ({ word }) => [...(await words.remove(word))],
    'document:close': async ({ id }) => {
      await documents.close(id)
      return null
    },
    'document:export': async (wanted) => {
      const name = await options.exportDocument(wanted)
      return name === null ? null : { name }
    },
    'edit:copy': ({ text }) => {
      options.copy(text)
      return null
    },
    'edit:paste': () => {
      options.paste()
      return null
    },
    'settings:update': async (changes) => {
      const updated = await settings.update(defined(changes))
      options.onSettings(updated)
      return updated
    },
    'fill:run': (request) =>
      inference.fill(request, words.list, (progress) => {
        events.send('fill:progress', { requestId: request.requestId, progress })
      }),
    'fill:cancel': ({ requestId }) => {
      inference.cancel(requestId)
      return null
    },
    'fill:read-ahead': (request) => {
      inference.readAhead(request)
      return null
    },
    'text:surprise': (request) =>
      inference.surprise(request, (words, fraction) => {
        events.send('text:surprise-progress', { requestId: request.requestId, words: [...words], fraction })
      }),
    'text:surprise-cancel': ({ requestId }) => {
      inference.cancel(requestId)
      return null
    },
    'speed:measure': async (request) => {
      const report = await inference.measure(request, (fraction) => {
        events.send('speed:progress', { requestId: request.requestId, fraction })
      })
      return options.speed.keep(request.extent, report)
    },
    'speed:cancel': ({ requestId }) => {
      inference.cancel(requestId)
      return null
    },
    'speed:last': () => options.speed.last,
    'window:set-edited': ({ edited, name, unsaved }) => {
      // The question puts the name between quotation marks.
      closeGuard.setEdited(unsaved.length > 0, unsaved.join('”, “'))
      options.showTitle(name, edited)
      return null
    },
    'window:close': () => {
      closeGuard.closeNow()
      return null
    }
  }
}

/** Only the fields that are there: an undefined one means no change. */
function defined(changes: { [Key in keyof Settings]?: Settings[Key] | undefined }): Partial<Settings> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}
