import type { OpenDocument } from '../ipc/contract'
import type { DocumentStore } from './document-store'

export interface FirstDocumentOptions {
  readonly documents: Pick<DocumentStore, 'recover' | 'open' | 'openSample' | 'create'>
  /** A file that was asked for; null when there is none. */
  readonly file: string | null
  readonly isFirstStart: boolean
  readonly sample: string
  /** The file that was asked for, while recovered work is shown: it waits until that is safe. */
  readonly offer: (document: OpenDocument) => void
  readonly onCannotOpen: (error: unknown) => void
}

/** What the window shows when it opens: unsaved work first, then the file asked for, then, once, the sample. */
export async function firstDocument(options: FirstDocumentOptions): Promise<OpenDocument> {
  const { documents, file, isFirstStart, sample, offer, onCannotOpen } = options
  const recovered = await documents.recover()
  const asked =
    file === null || file === recovered?.path
      ? null
      : await documents.open(file).catch((error: unknown) => {
          onCannotOpen(error)
          return null
        })
  if (recovered !== null) {
    if (asked !== null) offer(asked)
    return recovered
  }
  if (asked !== null) return asked
  return isFirstStart ? documents.openSample(sample, 'Welcome') : documents.create()
}
