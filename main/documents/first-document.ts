import type { OpenDocument } from '../ipc/contract'
import type { DocumentStore } from './document-store'

export interface FirstDocumentOptions {
  readonly documents: Pick<DocumentStore, 'recover' | 'open' | 'openSample' | 'create'>
  /** A file that was asked for; null when there is none. */
  readonly file: string | null
  readonly isFirstStart: boolean
  readonly sample: string
  /** Takes what is not shown first: more recovered work, and the file that was asked for. */
  readonly offer: (document: OpenDocument) => void
  readonly onCannotOpen: (error: unknown) => void
}

/** What the window shows when it opens: unsaved work first, then the file asked for, then, once, the sample. */
export async function firstDocument(options: FirstDocumentOptions): Promise<OpenDocument> {
  const { documents, file, isFirstStart, sample, offer, onCannotOpen } = options
  const [recovered = null, ...others] = await recoverAll(documents)
  const asked =
    file === null || [recovered, ...others].some((document) => document?.path === file)
      ? null
      : await documents.open(file).catch((error: unknown) => {
          onCannotOpen(error)
          return null
        })
  for (const other of others) offer(other)
  if (recovered !== null) {
    if (asked !== null) offer(asked)
    return recovered
  }
  if (asked !== null) return asked
  return isFirstStart ? documents.openSample(sample, 'Welcome') : documents.create()
}

async function recoverAll(documents: Pick<DocumentStore, 'recover'>): Promise<readonly OpenDocument[]> {
  const found: OpenDocument[] = []
  for (let next = await documents.recover(); next !== null; next = await documents.recover()) found.push(next)
  return found
}
