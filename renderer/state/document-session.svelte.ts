import type { DocumentContent, OpenDocument } from '../../main/ipc/contract'
import { changeBetween } from '../editor/change-between'
import { messageOf, type Call } from './bridge'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'
import { DocumentEntry, type SavedState } from './open-document.svelte'
import { TextWatch } from './text-watch.svelte'

const nobody = new DocumentEntry('', null)

/** The open documents, one of which is shown: where they are kept, whether they differ from there, and their ways to and from the main process. */
export class DocumentSession {
  /** In the order in which they were opened. */
  entries = $state.raw<readonly DocumentEntry[]>([])
  shown = $state.raw<DocumentEntry>(nobody)
  #busy = false
  #told = ''
  #onClose: () => void = () => undefined
  /** Why another document cannot be shown now; null: it can. */
  #holds: () => string | null = () => null
  readonly #watch: TextWatch

  constructor(
    private readonly call: Call,
    private readonly text: MarkedText,
    private readonly notes: Notes
  ) {
    this.#watch = new TextWatch(text, () => this.#journal())
    text.onEdited(() => {
      this.#tellEdited()
      this.#watch.changed()
    })
  }

  /** `listener` is called before the document that is shown is closed. */
  onClose(listener: () => void): void {
    this.#onClose = listener
  }

  /** `reason` tells why the document that is shown must stay; null: it need not. */
  holdWhile(reason: () => string | null): void {
    this.#holds = reason
  }

  get id(): string {
    return this.shown.id
  }

  get name(): string {
    return this.shown.name
  }

  get path(): string | null {
    return this.shown.path
  }

  get edited(): boolean {
    return this.shown.edited
  }

  get words(): number {
    return this.#watch.words
  }

  /** Length of the text in UTF-16 code units, counted with the words. */
  get characters(): number {
    return this.#watch.characters
  }

  /** Shows a document that was just opened. One without a file and without changes makes room for it. */
  show(document: OpenDocument): void {
    const same = document.path === null ? null : this.entries.find(({ path }) => path === document.path)
    if (same && same.id !== document.id) {
      this.#background(this.call('document:close', { id: document.id }))
      this.#activate(same)
      return
    }
    const before = this.shown
    const entry = new DocumentEntry(document.id, document)
    this.entries = [...this.entries, entry]
    if (!this.#activate(entry)) return
    if (before.path === null && !before.edited && before.id !== '' && before.parked) this.#drop(before)
  }

  select(entry: DocumentEntry): void {
    this.#activate(entry)
  }

  /** Shows the next open document (1) or the one before (-1). */
  turn(by: 1 | -1): void {
    const { length } = this.entries
    const entry = this.entries[(this.entries.indexOf(this.shown) + by + length) % length]
    if (entry) this.#activate(entry)
  }

  create(): Promise<void> {
    return this.#exclusively(async () => {
      if (!this.#isHeld()) this.show(await this.call('document:new', null))
    })
  }

  /** Shows what `open` gets from main; null: the writer thought better of it. */
  open(open: () => Promise<OpenDocument | null> = () => this.call('document:open', null)): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#isHeld()) return
      const document = await open()
      if (document) this.show(document)
    })
  }

  /** A document came from outside. Recovered work waits its turn behind the one that is shown. */
  offer(document: OpenDocument): void {
    if (document.recovered) this.entries = [...this.entries, new DocumentEntry(document.id, document)]
    else this.show(document)
    this.#tellEdited()
  }

  save(): Promise<void> {
    return this.#exclusively(() => this.#write('document:save'))
  }

  saveAs(): Promise<void> {
    return this.#exclusively(() => this.#write('document:save-as'))
  }

  /** Closes a document, after asking what is to become of unsaved changes. The last one leaves an empty one behind. */
  close(entry = this.shown): Promise<void> {
    return this.#exclusively(async () => {
      if (entry.edited) {
        if (!this.#activate(entry)) return
        const answer = await this.call('document:ask-to-save', { name: entry.name })
        if (answer === 'cancel' || (answer === 'save' && !(await this.#write('document:save')))) return
      }
      if (entry === this.shown) {
        this.#onClose()
        this.#watch.forget()
        const at = this.entries.indexOf(entry)
        const next = this.entries[at + 1] ?? this.entries[at - 1]
        if (next) this.#activate(next)
        else this.show(await this.call('document:new', null))
      }
      if (this.entries.includes(entry) && entry !== this.shown) this.#drop(entry)
    })
  }

  /** A fill was written down: it stays with the file, also when nothing else is to be saved. */
  keepHistory(): void {
    if (this.path === null || this.edited) return
    this.#background(this.call('document:keep-history', this.#content))
  }

  /** The window is to close after saving all documents; it stays open when one was not written. */
  saveAndClose(): Promise<void> {
    return this.#exclusively(async () => {
      for (const entry of [this.shown, ...this.entries.filter((other) => other !== this.shown)]) {
        if (entry !== this.shown && !entry.edited) continue
        if (!this.#activate(entry) || !(await this.#write('document:save'))) return
      }
      await this.call('window:close', null)
    })
  }

  /** Another program changed the file of a document: a document without changes follows it, for the others the writer is asked. */
  changedOnDisk(id: string): void {
    const entry = this.entries.find((candidate) => candidate.id === id)
    if (!entry) return
    entry.changedOnDisk = true
    if (entry.compared !== null) void this.#readDisk(entry)
    if (entry === this.shown && !entry.edited) void this.resolve('theirs')
  }

  /** Shows what differs between the text and its file, which another program changed, or hides it again. */
  async compare(): Promise<void> {
    if (this.shown.compared === null) await this.#readDisk(this.shown)
    else this.shown.compared = null
  }

  /** What becomes of the change on disk: it takes the place of the text (one step of undo), it is overwritten, or it is opened beside it. */
  resolve(by: 'theirs' | 'mine' | 'both'): Promise<void> {
    return this.#exclusively(async () => {
      const entry = this.shown
      const { edited } = entry
      const found = await this.call('document:resolve', { id: entry.id, by })
      entry.settle()
      if (!found) return
      if (by === 'both') this.show(found)
      else if (entry === this.shown && entry.edited === edited) {
        this.#follow(found.text)
        this.notes.tell('info', 'This is the file as another program left it. Undo brings your text back.')
      }
    })
  }

  get #content(): DocumentContent {
    const { text, marks, companion } = this.text
    const { content } = companion
    return { id: this.id, text, marks, ...(content && { companion: content }) }
  }

  get #state(): SavedState {
    return { version: this.text.version, marks: JSON.stringify(this.text.marks) }
  }

  get #differs(): boolean {
    const { version, marks } = this.#state
    return this.shown.saved?.version !== version || this.shown.saved.marks !== marks
  }

  async #readDisk(entry: DocumentEntry): Promise<void> {
    try {
      const text = await this.call('document:read-disk', { id: entry.id })
      if (entry.changedOnDisk) entry.compared = text
    } catch (error) {
      this.notes.tell('alert', messageOf(error))
    }
  }

  #follow(text: string): void {
    const change = changeBetween(this.text.text, text)
    if (change) {
      const { offset, removed, inserted } = change
      const replacement = { start: offset, end: offset + removed, text: inserted }
      this.text.replaceAs({ kind: 'unknown' }, [replacement])
    }
    this.shown.saved = this.#state
    this.#tellEdited()
  }

  /** False: the document that is shown must stay, and the writer was told why. */
  #activate(entry: DocumentEntry): boolean {
    if (entry === this.shown) return true
    if (this.#isHeld()) return false
    this.#watch.settle()
    if (this.shown !== nobody) this.shown.parked = this.text.park()
    this.shown = entry
    const { parked, fresh } = entry
    entry.parked = null
    entry.fresh = null
    if (parked) parked.restore()
    else if (fresh) {
      this.text.open(fresh.text, fresh.marks, fresh.companion)
      entry.saved = fresh.recovered ? null : this.#state
      this.#tellNotice(fresh)
    }
    this.#watch.forget()
    this.#watch.count()
    this.#tellEdited()
    this.text.editor.focus()
    if (entry.changedOnDisk && !entry.edited) void this.resolve('theirs')
    return true
  }

  /** Whether the document that is shown must stay. Tells why. */
  #isHeld(): boolean {
    const reason = this.#holds()
    if (reason !== null) this.notes.tell('info', reason)
    return reason !== null
  }

  #tellNotice({ recovered, notice }: OpenDocument): void {
    const brought = recovered ? 'This is unsaved work that was brought back. Save it to keep it.' : ''
    const told = [brought, notice ?? ''].filter(Boolean).join(' ')
    if (told) this.notes.tell('info', told)
  }

  #drop(entry: DocumentEntry): void {
    entry.parked?.forget()
    this.entries = this.entries.filter((other) => other !== entry)
    this.#tellEdited()
    this.#background(this.call('document:close', { id: entry.id }))
  }

  async #write(request: 'document:save' | 'document:save-as'): Promise<boolean> {
    const entry = this.shown
    const state = this.#state
    const saved = await this.call(request, this.#content)
    if (!saved) return false
    Object.assign(entry, { saved: state, path: saved.path, name: saved.name })
    entry.settle()
    this.#tellEdited()
    return true
  }

  /** One file action at a time: while a dialog of one is open, another does nothing. */
  async #exclusively(action: () => Promise<unknown>): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      await action()
    } catch (error) {
      this.notes.tell('alert', messageOf(error))
    } finally {
      this.#busy = false
    }
  }

  #journal(): void {
    this.call('document:journal', this.#content).catch((error: unknown) =>
      this.notes.tell('alert', `Unsaved work cannot be kept safe. ${messageOf(error)}`)
    )
  }

  #tellEdited(): void {
    const { shown } = this
    if (shown === nobody) return
    shown.edited = this.#differs
    const unsaved = this.entries.filter(({ edited }) => edited).map(({ name }) => name)
    const told = { edited: shown.edited, name: shown.name, unsaved }
    if (this.#told === JSON.stringify(told)) return
    this.#told = JSON.stringify(told)
    this.#background(this.call('window:set-edited', told))
  }

  #background(request: Promise<unknown>): void {
    request.catch((error: unknown) => this.notes.tell('alert', messageOf(error)))
  }
}
