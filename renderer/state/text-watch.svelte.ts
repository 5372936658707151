import type { MarkedText } from './marked-text.svelte'
import { countWords } from './word-count'

/** Least time between two entries of the journal, and the rest before words are counted again, in milliseconds. */
const journalPause = 1000
const countPause = 250

/** Counts the text that is shown, and has it written into the journal, a moment after it changed. */
export class TextWatch {
  words = $state(0)
  /** Length of the text in UTF-16 code units, counted with the words. */
  characters = $state(0)
  #journalTimer: ReturnType<typeof setTimeout> | undefined
  #countTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly text: MarkedText,
    private readonly journal: () => void
  ) {}

  changed(): void {
    this.#journalTimer ??= setTimeout(() => this.#writeDown(), journalPause)
    clearTimeout(this.#countTimer)
    this.#countTimer = setTimeout(() => this.count(), countPause)
  }

  /** Writes an entry of the journal that is due at once. */
  settle(): void {
    if (this.#journalTimer !== undefined) this.#writeDown()
    this.forget()
  }

  /** Nothing is due any more. */
  forget(): void {
    clearTimeout(this.#journalTimer)
    clearTimeout(this.#countTimer)
    this.#journalTimer = undefined
  }

  count(): void {
    const { text } = this.text
    this.words = countWords(text)
    this.characters = text.length
  }

  #writeDown(): void {
    clearTimeout(this.#journalTimer)
    this.#journalTimer = undefined
    this.journal()
  }
}
