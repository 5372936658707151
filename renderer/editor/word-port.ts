import type { PagePoint } from './editor-port'
import type { Range } from './text-change'

/** A range of what is shown in the place of a region: UTF-16 code units of that text. `region`: index among the previewed ones. */
export interface PreviewRange extends Range {
  readonly region: number
}

/** A stretch of the document that a reader may stumble over: 0 not at all … 3 very much. */
export interface Tint extends Range {
  readonly level: number
}

/** A stretch of the document that a person did not type: `edited` was generated and changed by hand since. */
export interface AuthorUnderline extends Range {
  readonly look: 'generated' | 'edited' | 'pasted'
}

/** What the program does with single words: of a preview, and of the document. */
export interface WordPort {
  /** What is selected inside a preview; a bare caret is an empty range. Null: nothing, or not all of it. */
  selection(): PreviewRange | null
  select(range: PreviewRange): void
  /** The place on the page under the start of a range. */
  pointUnder(range: PreviewRange): PagePoint
  /** `listener` is told where in a preview the pointer rests (an empty range), and null when it leaves. */
  onRest(listener: (place: PreviewRange | null) => void): void
  /** The part of the document that is in view. */
  inView(): Range
  /** Shades these stretches of the document and no others. */
  showTints(tints: readonly Tint[]): void
  /** Underlines these stretches (sorted, separate) of the document and no others. */
  showAuthors(underlines: readonly AuthorUnderline[]): void
}
