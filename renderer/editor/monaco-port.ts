import { editor, Selection, SelectionDirection, type IDisposable } from 'monaco-editor/editor'
import { monacoTheme } from '../theme/monaco-theme'
import type { ThemeName } from '../theme/palettes'
import { BoundedMap } from './bounded-map'
import { caretIsAheadOfGap } from './drawn-caret'
import type { CreateEditor, EditorChange, EditorPort, PagePoint, Parked, Replacement } from './editor-port'
import { markDecorations, previewDecorations } from './mark-decorations'
import { rangeOf } from './model-text'
import './monaco-features'
import { runsText, type PreviewRegion } from './preview-runs'
import { motionOptions, proseOptions } from './prose-options'
import { ProseView } from './prose-view'
import { isGap, noSpans, subtract, type SpanState } from './spans'
import type { Range } from './text-change'
import { TwinText } from './twin-text'
import { WordView } from './word-view'

const clipboardActions = {
  cut: 'editor.action.clipboardCutAction',
  copy: 'editor.action.clipboardCopyAction'
} as const

/** Longer texts, in UTF-16 code units, are wrapped by the width of a mean character: measuring every one would hold up the page for seconds. */
const longText = 200_000

/** Versions of the text the selection of which is kept for undo. */
const selectionLimit = 10_000

/** The editor port on Monaco. */
class MonacoPort implements EditorPort {
  readonly prose: ProseView
  readonly words: WordView
  readonly #editor: editor.IStandaloneCodeEditor
  readonly #listeners: IDisposable[] = []
  #text = this.#twinText('')
  /** The present text, when it is kept for later. */
  #parked: TwinText | null = null
  #spans: SpanState = noSpans
  #previewed: readonly PreviewRegion[] = []
  #decorations: string[] = []
  /** The selection a version of the text was left with. */
  #selections = new BoundedMap<number, readonly Range[]>(selectionLimit)
  /** True during undo and redo: the carets that move by themselves are put where they were then. */
  #travelling = false
  #onChange: (change: EditorChange) => void = () => undefined
  #onTouched: () => void = () => undefined

  constructor(host: HTMLElement) {
    this.#editor = editor.create(host, { ...proseOptions, ...motionOptions(), model: this.#text.shown })
    this.words = new WordView(this.#editor, () => this.#text)
    this.prose = new ProseView(this.#editor, host, {
      toDocument: (offset) => this.#text.toDocument(offset),
      toShown: (offset) => this.#text.toShown(offset)
    })
    this.#listeners.push(
      this.prose,
      this.words,
      this.#editor.onDidChangeCursorSelection(() => {
        if (!this.#travelling) this.#selections.set(this.version, this.selections())
      })
    )
  }

  get text(): string {
    return this.#text.document.getValue()
  }

  get version(): number {
    return this.#text.document.getAlternativeVersionId()
  }

  load(text: string): void {
    this.#showText(this.#twinText(text))
    this.#selections = new BoundedMap(selectionLimit)
  }

  park(): Parked {
    const text = this.#text
    const selections = this.#selections
    const view = this.#editor.saveViewState()
    this.#parked = text
    return {
      restore: () => {
        this.#showText(text)
        this.#selections = selections
        this.#editor.restoreViewState(view)
      },
      forget: () => text.dispose()
    }
  }

  textIn(range: Range): string {
    return this.#text.document.getValueInRange(rangeOf(this.#text.document, range))
  }

  selections(): readonly Range[] {
    const { shown } = this.#text
    return (this.#editor.getSelections() ?? [])
      .map((selection) => ({
        start: this.#text.toDocument(shown.getOffsetAt(selection.getStartPosition())),
        end: this.#text.toDocument(shown.getOffsetAt(selection.getEndPosition()))
      }))
      .sort((a, b) => a.start - b.start)
  }

  select(range: Range): void {
    this.#select([range])
    this.#editor.revealPositionInCenterIfOutsideViewport(
      this.#text.shown.getPositionAt(this.#text.toShown(range.start)),
      editor.ScrollType.Smooth
    )
    this.#editor.focus()
  }

  focus(): void {
    this.#editor.focus()
  }

  caretPoint(): PagePoint {
    const position = this.#editor.getPosition()
    const box = this.#editor.getContainerDomNode().getBoundingClientRect()
    const place = position && this.#editor.getScrolledVisiblePosition(position)
    return place
      ? { x: box.left + place.left, y: box.top + place.top + place.height }
      : { x: box.left, y: box.top }
  }

  replace(replacements: readonly Replacement[]): void {
    // Undo selects what was replaced: the writer may want to try again.
    this.#selections.set(this.version, replacements)
    this.#previewed = []
    this.#text.replace(replacements)
    this.#decorate()
  }

  undo(): void {
    this.#travel(() => this.#text.document.undo())
  }

  redo(): void {
    this.#travel(() => this.#text.document.redo())
  }

  clipboard(action: keyof typeof clipboardActions): void {
    this.#editor.focus()
    this.#editor.trigger('lacuna', clipboardActions[action], null)
  }

  goBehindGap(offset: number): void {
    const { shown } = this.#text
    const position = shown.getPositionAt(this.#text.toShown(offset))
    this.#editor.setPosition(position)
    // A caret that is set stands in front of the gap; one that comes back from a neighbour stands behind it.
    const away = position.column > 1 ? ['cursorLeft', 'cursorRight'] : ['cursorRight', 'cursorLeft']
    if (shown.getLineLength(position.lineNumber) === 0) return
    for (const move of away) this.#editor.trigger('lacuna', move, null)
  }

  closeUndoStep(): void {
    this.#text.endStep()
  }

  showMarks(spans: SpanState): void {
    this.#spans = spans
    this.#decorate()
  }

  showPreview(regions: readonly PreviewRegion[]): void {
    // A selection would hide what comes, and typing would replace it; with several carets, typing would go to several places.
    const [first] = this.selections()
    if (this.#previewed.length === 0 && first) this.#select([{ start: first.end, end: first.end }])
    this.#previewed = regions
    this.#text.preview(regions.map(({ start, end, runs }) => ({ start, end, text: runsText(runs) })))
    this.#decorate()
  }

  hidePreview(): void {
    if (this.#previewed.length > 0) this.showPreview([])
  }

  onChange(listener: (change: EditorChange) => void): void {
    this.#onChange = listener
  }

  onSelectionChange(listener: () => void): void {
    this.#listeners.push(this.#editor.onDidChangeCursorSelection(listener))
  }

  onPreviewTouched(listener: () => void): void {
    this.#onTouched = listener
  }

  onMarkingDrag(listener: () => void): void {
    this.#listeners.push(
      this.#editor.onMouseUp(({ event }) => {
        if (event.ctrlKey || event.metaKey) listener()
      })
    )
  }

  onContextMenu(listener: (point: PagePoint) => void): void {
    this.#listeners.push(
      this.#editor.onContextMenu(({ event, target: { position } }) => {
        event.preventDefault()
        const inside =
          position && this.#editor.getSelections()?.some((range) => range.containsPosition(position))
        if (position && !inside) this.#editor.setPosition(position)
        listener({ x: event.browserEvent.clientX, y: event.browserEvent.clientY })
      })
    )
  }

  setTheme(name: ThemeName): void {
    editor.defineTheme(`lacuna-${name}`, monacoTheme(name))
    editor.setTheme(`lacuna-${name}`)
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    this.#editor.dispose()
    this.#text.dispose()
  }

  #twinText(text: string): TwinText {
    return new TwinText(text, {
      onChange: (change) => this.#onChange(change),
      onTouched: () => {
        this.#previewed = []
        this.#decorate()
        this.#onTouched()
      },
      // While the text tells of an edit, the page still shows the caret where the writer typed.
      isAheadOfGap: (offset) =>
        this.#spans.regions.some((region) => isGap(region) && region.start === offset) &&
        caretIsAheadOfGap(this.#editor.getContainerDomNode())
    })
  }

  #showText(text: TwinText): void {
    const old = this.#text
    old.shown.deltaDecorations(this.#decorations, [])
    this.#text = text
    this.#previewed = []
    this.#decorations = []
    // Never with a long text on the page: each change of the strategy wraps what is shown anew.
    const isLong = text.shown.getValueLength() > longText
    if (isLong) this.#editor.updateOptions({ wrappingStrategy: 'simple' })
    this.#editor.setModel(text.shown)
    if (!isLong) this.#editor.updateOptions({ wrappingStrategy: 'advanced' })
    if (this.#parked !== old) old.dispose()
    this.#parked = null
  }

  /** Undo or redo, with the selection of that time. */
  #travel(move: () => void | Promise<void>): void {
    this.#travelling = true
    void move()
    this.#travelling = false
    const then = this.#selections.get(this.version)
    if (then) this.#select(then)
    const position = this.#editor.getPosition()
    if (position) this.#editor.revealPosition(position, editor.ScrollType.Smooth)
  }

  #select(ranges: readonly Range[]): void {
    const { shown } = this.#text
    const selections = ranges.map(({ start, end }) => {
      const range = rangeOf(shown, { start: this.#text.toShown(start), end: this.#text.toShown(end) })
      return Selection.fromRange(range, SelectionDirection.LTR)
    })
    if (selections.length > 0) this.#editor.setSelections(selections)
  }

  #decorate(): void {
    const { shown, shownPreviews } = this.#text
    this.#decorations = shown.deltaDecorations(this.#decorations, [
      ...markDecorations(shown, this.#spansBesidePreviews()),
      ...previewDecorations(shown, this.#previewed, shownPreviews)
    ])
  }

  /** Marks outside of the previewed regions, where they are shown. */
  #spansBesidePreviews(): SpanState {
    const text = this.#text
    const { previews } = text
    if (previews.length === 0) return this.#spans
    const beside = this.#spans.regions.filter(
      (region) => !previews.some((piece) => piece.start === region.start && piece.end === region.end)
    )
    return {
      regions: beside.map((region) => ({
        ...region,
        ...(isGap(region)
          ? { start: text.toShown(region.start), end: text.toShown(region.start) }
          : text.rangeToShown(region))
      })),
      locks: this.#spans.locks.flatMap((lock) =>
        previews
          .reduce<readonly Range[]>(subtract, [lock])
          .map((part) => ({ id: lock.id, ...text.rangeToShown(part) }))
      )
    }
  }
}

/** Makes the Monaco editor inside `host`. */
export const createMonacoEditor: CreateEditor = (host) => new MonacoPort(host)
