import type { Authorship } from './authorship'
import type { MarkedText } from './marked-text.svelte'

/** Whose words lie in the clipboard: what is copied from a document keeps its authors when it is pasted. */
export class AuthorClip {
  #taken: { readonly text: string; readonly authorship: Authorship } | null = null

  constructor(private readonly text: MarkedText) {}

  /** The selection is copied or cut. */
  take(): void {
    const [range, ...others] = this.text.selections
    this.#taken =
      range && others.length === 0
        ? { text: this.text.editor.textIn(range), authorship: this.text.companion.of(range) }
        : null
  }

  /** `text` is about to be pasted or dropped. */
  give(text: string): void {
    const arriving = text.replaceAll(/\r\n?/gu, '\n')
    const own = this.#taken?.text === arriving ? this.#taken.authorship : undefined
    this.text.companion.expect(arriving, own)
  }
}
