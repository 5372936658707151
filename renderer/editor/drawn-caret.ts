/** How far a caret may be drawn from the edge it stands at, in CSS pixels. */
const tolerance = 3

/**
 * Whether a caret is drawn in front of the mark of a gap, rather than behind it. Both are one place of the text, so only the page knows on
 * which side the writer is typing.
 */
export function caretIsAheadOfGap(editor: HTMLElement): boolean {
  const gaps = [...editor.querySelectorAll('.mark-gap')].map((mark) => mark.getBoundingClientRect())
  const carets = [...editor.querySelectorAll('.cursors-layer .cursor')].map((caret) =>
    caret.getBoundingClientRect()
  )
  return carets.some((caret) =>
    gaps.some(
      (gap) =>
        Math.abs(caret.left - gap.left) <= tolerance && caret.top < gap.bottom && caret.bottom > gap.top
    )
  )
}
