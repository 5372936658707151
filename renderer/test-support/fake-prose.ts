import type { Heading, ProseLook, ProsePort, ProseWord, SearchAction } from '../editor/prose-port'
import type { Range } from '../editor/text-change'

/** A view of prose without a page: what was asked of it, and what a test lets it see. */
export class FakeProse implements ProsePort {
  look: ProseLook | null = null
  searches: SearchAction[] = []
  replaced: (readonly [Range, string])[] = []
  headings: readonly Heading[] = []
  inView: readonly ProseWord[] = []
  atCaret: ProseWord | null = null
  misspelled: readonly Range[] = []
  #headings: () => void = () => undefined
  #view: () => void = () => undefined

  setLook(look: ProseLook): void {
    this.look = look
  }

  search(action: SearchAction): void {
    this.searches.push(action)
  }

  onHeadings(listener: () => void): void {
    this.#headings = listener
  }

  onView(listener: () => void): void {
    this.#view = listener
  }

  wordsInView(): readonly ProseWord[] {
    return this.inView
  }

  wordAtCaret(): ProseWord | null {
    return this.atCaret
  }

  replaceWord(word: Range, text: string): void {
    this.replaced.push([word, text])
  }

  showMisspelled(words: readonly Range[]): void {
    this.misspelled = words
  }

  showHeadings(headings: readonly Heading[]): void {
    this.headings = headings
    this.#headings()
  }

  showWords(words: readonly ProseWord[]): void {
    this.inView = words
    this.#view()
  }
}
