import type { Settings } from '../../main/ipc/contract'
import type { Range } from './text-change'

/** The settings that change how the text looks and takes what is typed. */
export type ProseLook = Pick<
  Settings,
  'face' | 'fontSize' | 'lineHeight' | 'measure' | 'focus' | 'typewriter' | 'markdown' | 'smartPunctuation'
>

export interface Heading extends Range {
  /** 1 … 6. */
  readonly level: number
  readonly title: string
}

export interface ProseWord extends Range {
  readonly text: string
}

export type SearchAction = 'find' | 'replace' | 'find-next' | 'find-previous'

/** What reading and writing prose adds to the editor. All offsets are UTF-16 code units of the document. */
export interface ProsePort {
  setLook(look: ProseLook): void
  search(action: SearchAction): void
  /** The Markdown headings in the order of the text, as far as it was read. */
  readonly headings: readonly Heading[]
  /** `listener` is called when the headings may have changed. */
  onHeadings(listener: () => void): void
  /** The words in view that are prose: not code, not addresses. */
  wordsInView(): readonly ProseWord[]
  /** The word of prose that the caret stands in or at; null for none. */
  wordAtCaret(): ProseWord | null
  /** Puts another word in the place of one, as a step of undo of its own, and the caret behind it. */
  replaceWord(word: Range, text: string): void
  /** `listener` is called when other words may be in view, or the caret left one. */
  onView(listener: () => void): void
  /** Underlines these words and no others. */
  showMisspelled(words: readonly Range[]): void
}
