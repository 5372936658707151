import type { OpenDocument } from '../ipc/contract'
import type { DocumentStore } from './document-store'

export interface FirstDocument {
  readonly document: OpenDocument
  readonly isSample: boolean
}

export interface FirstDocumentOptions {
  readonly documents: Pick<DocumentStore, 'recover' | 'open' | 'openSample' | 'create'>
  /** A file that was asked for; null when there is none. */
  readonly file: string | null
  /** Path of the sample; null when it is not to be shown any more. */
  readonly sample: string | null
  /** Takes what is not shown first: more recovered work, and the file that was asked for. */
  readonly offer: (document: OpenDocument) => void
  readonly onCannotOpen: (error: unknown) => void
}

/** What the window shows when it opens: unsaved work first, then the file asked for, then the sample. */
export async function firstDocument(options: FirstDocumentOptions): Promise<FirstDocument> {
  const { documents, file, sample, offer, onCannotOpen } = options
  const [recovered = null, ...others] = await recoverAll(documents)
  const asked =
    file === null || [recovered, ...others].some((document) => document?.path === file)
      ? null
      : await documents.open(file).catch((error: unknown) => {
          onCannotOpen(error)
          return null
        })
  for (const other of others) offer(other)
  if (recovered !== null && asked !== null) offer(asked)
  const found = recovered ?? asked
  if (found !== null) return { document: found, isSample: false }
  return sample === null
    ? { document: documents.create(), isSample: false }
    : { document: await openSample(documents, sample), isSample: true }
}

export function openSample(
  documents: Pick<DocumentStore, 'openSample'>,
  path: string
): Promise<OpenDocument> {
  return documents.openSample(path, 'Welcome')
}

async function recoverAll(documents: Pick<DocumentStore, 'recover'>): Promise<readonly OpenDocument[]> {
  const found: OpenDocument[] = []
  for (let next = await documents.recover(); next !== null; next = await documents.recover()) found.push(next)
  return found
}
