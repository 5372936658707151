/** A range of UTF-16 code units of the document, `end` exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** One replacement in a text: the `removed` UTF-16 code units from `offset` on give way to `inserted`. */
export interface TextChange {
  readonly offset: number
  readonly removed: number
  readonly inserted: string
  /**
   * For an insertion exactly where a gap stands: true puts the new text in front of the gap, otherwise it goes behind it. Only a view that
   * shows the gap as something wide, with a caret on either side of it, can know.
   */
  readonly aheadOfGap?: boolean
}

/** The text after the changes, each in the coordinates that the one before left behind. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  return changes.reduce(
    (result, { offset, removed, inserted }) =>
      result.slice(0, offset) + inserted + result.slice(offset + removed),
    text
  )
}
