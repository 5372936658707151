import { editor, type IDisposable } from 'monaco-editor/editor'
import type { PagePoint } from './editor-port'
import { rangeOf } from './model-text'
import { subtract } from './spans'
import type { Range } from './text-change'
import type { TwinText } from './twin-text'
import type { AuthorUnderline, PreviewRange, Tint, WordPort } from './word-port'

/** How long the pointer rests on a word before its alternatives are offered, in milliseconds. */
const restTime = 400

/** Single words on Monaco. */
export class WordView implements WordPort, IDisposable {
  readonly #listeners: IDisposable[] = []
  #tints: string[] = []
  readonly #authors: editor.IEditorDecorationsCollection
  #onRest: (place: PreviewRange | null) => void = () => undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly view: editor.IStandaloneCodeEditor,
    private readonly text: () => TwinText
  ) {
    this.#authors = view.createDecorationsCollection()
    this.#listeners.push(
      view.onMouseMove(({ target, event }) => {
        clearTimeout(this.#timer)
        const { position } = target
        // `event.leftButton` is true of every move: a move without a button names the first one too.
        const drags = event.browserEvent.buttons !== 0
        if (position === null || target.type !== editor.MouseTargetType.CONTENT_TEXT || drags) return
        const place = this.#placeOf(position)
        this.#timer = setTimeout(() => this.#onRest(place), restTime)
      }),
      view.onMouseLeave(() => clearTimeout(this.#timer)),
      view.onKeyDown(() => clearTimeout(this.#timer)),
      view.onDidScrollChange(() => this.#onRest(null))
    )
  }

  selection(): PreviewRange | null {
    const selection = this.view.getSelection()
    if (selection === null) return null
    const { shown } = this.text()
    return this.#inPreview({
      start: shown.getOffsetAt(selection.getStartPosition()),
      end: shown.getOffsetAt(selection.getEndPosition())
    })
  }

  select(range: PreviewRange): void {
    const shown = rangeOf(this.text().shown, this.#shown(range))
    this.view.setSelection(shown)
    this.view.revealRangeInCenterIfOutsideViewport(shown)
    this.view.focus()
  }

  pointUnder(range: PreviewRange): PagePoint {
    const box = this.view.getContainerDomNode().getBoundingClientRect()
    const position = this.text().shown.getPositionAt(this.#shown(range).start)
    const place = this.view.getScrolledVisiblePosition(position)
    return place
      ? { x: box.left + place.left, y: box.top + place.top + place.height }
      : { x: box.left, y: box.top }
  }

  onRest(listener: (place: PreviewRange | null) => void): void {
    this.#onRest = listener
  }

  inView(): Range {
    const text = this.text()
    const lines = this.view.getVisibleRanges()
    const [first, last] = [lines[0], lines.at(-1)]
    if (!first || !last) return { start: 0, end: 0 }
    return {
      start: text.toDocument(text.shown.getOffsetAt(first.getStartPosition())),
      end: text.toDocument(text.shown.getOffsetAt(last.getEndPosition()))
    }
  }

  showTints(tints: readonly Tint[]): void {
    const text = this.text()
    this.#tints = text.shown.deltaDecorations(
      this.#tints,
      tints.map((tint) => ({
        range: rangeOf(text.shown, text.rangeToShown(tint)),
        options: {
          inlineClassName: `tint tint-${tint.level}`,
          stickiness: editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges
        }
      }))
    )
  }

  showAuthors(underlines: readonly AuthorUnderline[]): void {
    const text = this.text()
    // What is previewed is nobody's yet.
    const decorations = underlines.flatMap(({ start, end, look }) =>
      text.previews.reduce<readonly Range[]>(subtract, [{ start, end }]).map((part) => ({
        range: rangeOf(text.shown, text.rangeToShown(part)),
        options: {
          inlineClassName: `author author-${look}`,
          stickiness: editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges
        }
      }))
    )
    this.#authors.set(decorations)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const listener of this.#listeners) listener.dispose()
  }

  #placeOf(position: { lineNumber: number; column: number }): PreviewRange | null {
    const offset = this.text().shown.getOffsetAt(position)
    return this.#inPreview({ start: offset, end: offset })
  }

  #inPreview({ start, end }: Range): PreviewRange | null {
    const pieces = this.text().shownPreviews
    const region = pieces.findIndex((piece) => piece.start <= start && end <= piece.end)
    const piece = pieces[region]
    return piece ? { region, start: start - piece.start, end: end - piece.start } : null
  }

  #shown({ region, start, end }: PreviewRange): Range {
    const at = this.text().shownPreviews[region]?.start ?? 0
    return { start: at + start, end: at + end }
  }
}
