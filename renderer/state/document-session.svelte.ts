import type { DocumentContent, OpenDocument } from '../../main/ipc/contract'
import { messageOf, type Call } from './bridge'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'
import { countWords } from './word-count'

/** Least time between two entries of the journal, and the rest before words are counted again, in milliseconds. */
const journalPause = 1000
const countPause = 250

/** The open document: where it is kept, whether it differs from there, and its ways to and from the main process. */
export class DocumentSession {
  name = $state('')
  path = $state<string | null>(null)
  edited = $state(false)
  words = $state(0)
  /** Length of the text in UTF-16 code units, counted with the words. */
  characters = $state(0)
  #id = ''
  /** Text version and marks as they are on disk; null: never saved in this state. */
  #saved: { readonly version: number; readonly marks: string } | null = null
  #busy = false
  #told = { edited: false, name: '' }
  #onLeave: () => void = () => undefined
  #journalTimer: ReturnType<typeof setTimeout> | undefined
  #countTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly call: Call,
    private readonly text: MarkedText,
    private readonly notes: Notes
  ) {
    text.onEdited(() => this.#changed())
  }

  /** `listener` is called before another document takes the place of the present one. */
  onLeave(listener: () => void): void {
    this.#onLeave = listener
  }

  get id(): string {
    return this.#id
  }

  show(document: OpenDocument): void {
    this.#onLeave()
    this.#clearTimers()
    this.#id = document.id
    this.name = document.name
    this.path = document.path
    this.text.open(document.text, document.marks)
    this.#clearTimers()
    this.#count()
    this.#saved = document.recovered ? null : this.#state
    this.#tellEdited(this.#differs)
    this.text.editor.focus()
    const recovered = document.recovered
      ? 'This is unsaved work that was brought back. Save it to keep it.'
      : ''
    const notice = [recovered, document.notice ?? ''].filter(Boolean).join(' ')
    if (notice) this.notes.tell('info', notice)
  }

  create(): Promise<void> {
    return this.#exclusively(async () => {
      if (await this.#mayLeave()) await this.#replaceWith(await this.call('document:new', null))
    })
  }

  open(): Promise<void> {
    return this.#exclusively(async () => {
      if (!(await this.#mayLeave())) return
      const document = await this.call('document:open', null)
      if (document) await this.#replaceWith(document)
    })
  }

  /** A file came from outside: it is shown once the present document is safe, or given back. */
  async offer(document: OpenDocument): Promise<void> {
    await this.#exclusively(async () => {
      if (await this.#mayLeave()) await this.#replaceWith(document)
    })
    if (this.#id !== document.id) await this.call('document:close', { id: document.id })
  }

  save(): Promise<void> {
    return this.#exclusively(() => this.#write('document:save'))
  }

  saveAs(): Promise<void> {
    return this.#exclusively(() => this.#write('document:save-as'))
  }

  /** The window is to close after saving; it stays open when nothing was written. */
  saveAndClose(): Promise<void> {
    return this.#exclusively(async () => {
      if (await this.#write('document:save')) await this.call('window:close', null)
    })
  }

  get #content(): DocumentContent {
    return { id: this.#id, text: this.text.text, marks: this.text.marks }
  }

  get #state() {
    return { version: this.text.version, marks: JSON.stringify(this.text.marks) }
  }

  get #differs(): boolean {
    const { version, marks } = this.#state
    return this.#saved?.version !== version || this.#saved.marks !== marks
  }

  async #write(request: 'document:save' | 'document:save-as'): Promise<boolean> {
    const state = this.#state
    const saved = await this.call(request, this.#content)
    if (!saved) return false
    this.#saved = state
    this.#id = saved.id
    this.path = saved.path
    this.name = saved.name
    this.#tellEdited(this.#differs)
    return true
  }

  /** Asks what is to become of unsaved changes; false: the writer wants to stay. */
  async #mayLeave(): Promise<boolean> {
    if (!this.edited) return true
    const answer = await this.call('document:ask-to-save', { name: this.name })
    return answer === 'discard' || (answer === 'save' && (await this.#write('document:save')))
  }

  async #replaceWith(document: OpenDocument): Promise<void> {
    const left = this.#id
    this.show(document)
    if (left !== document.id) await this.call('document:close', { id: left })
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

  #changed(): void {
    this.#tellEdited(this.#differs)
    this.#journalTimer ??= setTimeout(() => {
      this.#journalTimer = undefined
      this.call('document:journal', this.#content).catch((error: unknown) =>
        this.notes.tell('alert', `Unsaved work cannot be kept safe. ${messageOf(error)}`)
      )
    }, journalPause)
    clearTimeout(this.#countTimer)
    this.#countTimer = setTimeout(() => this.#count(), countPause)
  }

  #count(): void {
    const { text } = this.text
    this.words = countWords(text)
    this.characters = text.length
  }

  #clearTimers(): void {
    clearTimeout(this.#journalTimer)
    clearTimeout(this.#countTimer)
    this.#journalTimer = undefined
  }

  #tellEdited(edited: boolean): void {
    if (this.#told.edited === edited && this.#told.name === this.name) return
    this.#told = { edited, name: this.name }
    this.edited = edited
    this.call('window:set-edited', { edited, name: this.name }).catch((error: unknown) =>
      this.notes.tell('alert', messageOf(error))
    )
  }
}
