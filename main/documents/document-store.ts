import { basename } from 'node:path'
import type { DocumentContent, Marks, OpenDocument, SavedDocument } from '../ipc/contract'
import { createSerialQueue } from '../serial-queue'
import { readCompanion, writeCompanion } from './companion-file'
import { hashOnDisk, readDocumentFile, writeDocumentFile } from './document-file'
import { DocumentError } from './document-error'
import type { Journal, JournalEntry } from './journal'
import { withLineFeeds } from './line-ends'
import { noMarks, readMarks, writeMarks } from './marks-file'
import { newFileFormat } from './text-format'
import type { TextFormat } from './text-format'

/** Questions to the writer. */
export interface DocumentDialogs {
  /** Path of the file to open; null when dismissed. */
  chooseFileToOpen(): Promise<string | null>
  /** Path to save to; null when dismissed. `suggestion` is the present path, or the name of a document that has none. */
  chooseFileToSave(suggestion: string): Promise<string | null>
  /** The file was changed by another program since it was opened. */
  askAboutConflict(name: string): Promise<'overwrite' | 'save-as' | 'cancel'>
}

export interface DocumentStoreOptions {
  readonly journal: Journal
  readonly dialogs: DocumentDialogs
  readonly createId: () => string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls back when the file may have changed; returns what ends the watch. */
  readonly watch: (path: string, onTouched: () => void) => () => void
  /** The file on disk is not what was read or written last. Told once per change. */
  readonly onChangedOnDisk: (id: string) => void
  /** A file was opened or written: it is one that the writer will want again. */
  readonly onFile: (path: string) => void
  /** Watching failed or a background check did: nothing is lost, but somebody may want to know. */
  readonly onTrouble: (context: string, error: unknown) => void
}

/** What main knows of an open document; its text and marks live in the renderer. */
interface Entry {
  readonly id: string
  path: string | null
  name: string
  format: TextFormat
  /** Hash of the file as last read or written; null without a file. */
  diskHash: string | null
  /** Hash of a foreign change that was already told. */
  toldHash: string | null
  /** Counts journal entries: a save may only drop a journal that holds nothing newer than itself. */
  edition: number
  unwatch: () => void
}

const untitled = 'Untitled'

/** The authority over documents: nothing else reads or writes the writer's files. Its methods reject with `DocumentError`. */
export class DocumentStore {
  readonly #entries = new Map<string, Entry>()
  readonly #exclusive = createSerialQueue()

  constructor(private readonly options: DocumentStoreOptions) {}

  /** An empty document without a file. */
  create(): OpenDocument {
    const entry = this.#add({ path: null, name: untitled, format: newFileFormat, diskHash: null })
    return opened(entry, '', noMarks)
  }

  async open(path: string): Promise<OpenDocument> {
    const file = await readDocumentFile(path)
    const { marks, notice } = await readMarks(path, file.text)
    const kept = await readCompanion(path, file.text)
    const entry = this.#add({ path, name: basename(path), format: file.format, diskHash: file.hash })
    this.options.onFile(path)
    const told = [notice, kept.notice].filter((one) => one !== undefined).join(' ')
    return {
      ...opened(entry, file.text, marks),
      ...(kept.companion === undefined ? {} : { companion: kept.companion }),
      ...(told === '' ? {} : { notice: told })
    }
  }

  /**
   * Another program changed the file of a document, and the writer chose: `theirs` gives what stands on the disk now, in the place of the
   * present text; `mine` lets the next save overwrite it; `both` does so, and gives what stands on the disk as a document of its own.
   */
  async resolve(id: string, by: 'theirs' | 'mine' | 'both'): Promise<OpenDocument | null> {
    const entry = this.#entry(id)
    const { path } = entry
    if (path === null) return null
    return this.#exclusive(async () => {
      const file = await readDocumentFile(path)
      entry.diskHash = file.hash
      if (by === 'mine') return null
      const { marks } = await readMarks(path, file.text)
      if (by === 'both') {
        const name = `${entry.name} (on disk)`
        return opened(this.#add({ path: null, name, format: file.format, diskHash: null }), file.text, marks)
      }
      entry.format = file.format
      return opened(entry, file.text, marks)
    })
  }

  /** The text of the document's file as it stands on the disk now; null when it has no file. */
  async textOnDisk(id: string): Promise<string | null> {
    const { path } = this.#entry(id)
    return path === null ? null : this.#exclusive(async () => (await readDocumentFile(path)).text)
  }

  /** Asks for a file; null when dismissed. */
  async openChosen(): Promise<OpenDocument | null> {
    const path = await this.options.dialogs.chooseFileToOpen()
    return path === null ? null : this.open(path)
  }

  /** A copy, without a file of its own, of a document that comes with the app. */
  async openSample(path: string, name: string): Promise<OpenDocument> {
    const { text } = await readDocumentFile(path)
    const { marks } = await readMarks(path, text)
    return opened(this.#add({ path: null, name, format: newFileFormat, diskHash: null }), text, marks)
  }

  /** The latest unsaved work that a crash left in the journal and that is not open yet; null when there is none. */
  async recover(): Promise<OpenDocument | null> {
    for (const kept of await this.options.journal.entries()) {
      if (this.#entries.has(kept.id)) continue
      const file = kept.path === null ? null : await readDocumentFile(kept.path).catch(() => null)
      const unchanged = file !== null && file.hash === kept.diskSha256
      if (unchanged && kept.path !== null && (await holds(kept, kept.path, file.text))) {
        await this.options.journal.drop(kept.id)
        continue
      }
      const { id, path, name, diskSha256 } = kept
      const lineEnds = { kind: 'uniform', end: kept.lineEnd } as const
      const format = unchanged ? file.format : { byteOrderMark: kept.byteOrderMark, lineEnds }
      const entry = this.#add({ id, path, name, format, diskHash: diskSha256 })
      const { companion } = kept
      const document = { ...opened(entry, kept.text, kept.marks), recovered: true }
      return companion === undefined ? document : { ...document, companion }
    }
    return null
  }

  /** Writes to the document's file, or asks for one. Null: the writer dismissed a question and nothing was written. */
  async save(content: DocumentContent): Promise<SavedDocument | null> {
    const entry = this.#entry(content.id)
    if (entry.path === null) return this.saveAs(content)
    const path = entry.path
    const { edition } = entry
    const saved = await this.#exclusive(async () => {
      const found = await hashOnDisk(path)
      return found !== null && found !== entry.diskHash ? null : this.#write(entry, path, content, edition)
    })
    if (saved !== null) return saved
    switch (await this.options.dialogs.askAboutConflict(entry.name)) {
      case 'overwrite':
        return this.#exclusive(() => this.#write(entry, path, content, edition))
      case 'save-as':
        return this.saveAs(content)
      case 'cancel':
        return null
    }
  }

  async saveAs(content: DocumentContent): Promise<SavedDocument | null> {
    const entry = this.#entry(content.id)
    const { edition } = entry
    const path = await this.options.dialogs.chooseFileToSave(entry.path ?? `${entry.name}.md`)
    return path === null ? null : this.#exclusive(() => this.#write(entry, path, content, edition))
  }

  /** Keeps unsaved work safe against a crash. */
  async keep(content: DocumentContent): Promise<void> {
    const entry = this.#entry(content.id)
    entry.edition += 1
    const { text, marks } = withLineFeeds(content)
    const { id, path, name, format, diskHash } = entry
    const { companion } = content
    await this.options.journal.write({
      version: 1,
      id,
      path,
      name,
      text,
      marks,
      ...(companion === undefined ? {} : { companion }),
      byteOrderMark: format.byteOrderMark,
      lineEnd: format.lineEnds.end,
      diskSha256: diskHash,
      writtenAt: this.options.now()
    })
  }

  /** Keeps history and authorship beside the document's file. Nothing happens while the file has another text: saving will do it. */
  async keepHistory(content: DocumentContent): Promise<void> {
    const { path } = this.#entry(content.id)
    if (path === null) return
    await this.#exclusive(async () => {
      const { text } = await readDocumentFile(path)
      if (text === withLineFeeds(content).text) await writeCompanion(path, text, content.companion)
    })
  }

  /** Forgets the document and its unsaved work. */
  async close(id: string): Promise<void> {
    this.#entries.get(id)?.unwatch()
    this.#entries.delete(id)
    await this.options.journal.drop(id)
  }

  /** Gives up the unsaved work of all documents: the writer chose not to save. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.close(id)))
  }

  /**
   * Ends all watches and forgets the documents but keeps their journals, because the page that showed them is gone.
   *
   * @returns the file of the document that was opened last
   */
  reset(): string | null {
    const entries = [...this.#entries.values()]
    for (const entry of entries) entry.unwatch()
    this.#entries.clear()
    return entries.at(-1)?.path ?? null
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id)
    if (entry === undefined)
      throw new DocumentError('unknown-document', 'This document is not open any more.')
    return entry
  }

  #add(known: Pick<Entry, 'path' | 'name' | 'format' | 'diskHash'> & { id?: string }): Entry {
    const id = known.id ?? this.options.createId()
    const entry: Entry = { ...known, id, toldHash: null, edition: 0, unwatch: () => undefined }
    this.#entries.set(id, entry)
    this.#watch(entry)
    return entry
  }

  async #write(entry: Entry, path: string, given: DocumentContent, edition: number): Promise<SavedDocument> {
    const { text, marks } = withLineFeeds(given)
    const { format, hash } = await writeDocumentFile(path, text, entry.format)
    const moved = entry.path !== path
    Object.assign(entry, { path, name: basename(path), format, diskHash: hash })
    if (moved) this.#watch(entry)
    this.options.onFile(path)
    await writeMarks(path, text, marks)
    await writeCompanion(path, text, given.companion)
    if (entry.edition === edition) await this.options.journal.drop(entry.id)
    return { id: entry.id, path, name: entry.name }
  }

  #watch(entry: Entry): void {
    entry.unwatch()
    entry.unwatch = () => undefined
    if (entry.path === null || this.#entries.get(entry.id) !== entry) return
    const check = () => {
      this.#exclusive(() => this.#compareWithDisk(entry)).catch((error: unknown) => {
        this.options.onTrouble('checking the file on disk', error)
      })
    }
    try {
      entry.unwatch = this.options.watch(entry.path, check)
    } catch (error) {
      this.options.onTrouble('watching the file on disk', error)
    }
  }

  /** A file that is missing is no change: it may be in the middle of being replaced, and saving writes it anew. */
  async #compareWithDisk(entry: Entry): Promise<void> {
    if (entry.path === null || this.#entries.get(entry.id) !== entry) return
    const found = await hashOnDisk(entry.path)
    if (found === null || found === entry.diskHash || found === entry.toldHash) return
    entry.toldHash = found
    this.options.onChangedOnDisk(entry.id)
  }
}

function opened({ id, path, name }: Entry, text: string, marks: Marks): OpenDocument {
  return { id, path, name, text, marks, recovered: false }
}

/** True when a file and its marks already hold all that the journal kept: the app ended after saving and before dropping the journal. */
async function holds(kept: JournalEntry, path: string, text: string): Promise<boolean> {
  if (kept.text !== text) return false
  const { marks } = await readMarks(path, text)
  return JSON.stringify(marks) === JSON.stringify(kept.marks)
}
