import { editor, Selection, SelectionDirection, type IDisposable } from 'monaco-editor/editor'
import { monacoTheme } from '../theme/monaco-theme'
import type { ThemeName } from '../theme/palettes'
import type { CreateEditor, EditorChange, EditorPort, PagePoint, Replacement } from './editor-port'
import { markDecorations, previewDecorations } from './mark-decorations'
import './monaco-features'
import { changesOf, PreviewMirror, rangeOf } from './preview-mirror'
import { runsText, type PreviewRegion } from './preview-runs'
import { columnFor, fontSize, proseOptions } from './prose-options'
import { isGap, noSpans, subtract, type SpanState } from './spans'
import { caretIsAheadOfGap } from './drawn-caret'
import type { Range, TextChange } from './text-change'

const clipboardActions = {
  cut: 'editor.action.clipboardCutAction',
  copy: 'editor.action.clipboardCopyAction'
} as const

/** The editor port on Monaco. */
class MonacoPort implements EditorPort {
  readonly #editor: editor.IStandaloneCodeEditor
  readonly #listeners: IDisposable[] = []
  #document: editor.ITextModel
  #documentListener: IDisposable
  #mirror: PreviewMirror | null = null
  #spans: SpanState = noSpans
  #previewed: readonly PreviewRegion[] = []
  #decorations: string[] = []
  #onChange: (change: EditorChange) => void = () => undefined
  #onTouched: () => void = () => undefined

  constructor(host: HTMLElement) {
    this.#document = editor.createModel('', 'plaintext')
    this.#documentListener = this.#listenTo(this.#document)
    this.#editor = editor.create(host, { ...proseOptions, model: this.#document })
    this.#layout(host.clientWidth, host.clientHeight)
    const observer = new ResizeObserver(() => this.#layout(host.clientWidth, host.clientHeight))
    observer.observe(host)
    this.#listeners.push({ dispose: () => observer.disconnect() })
  }

  get text(): string {
    return this.#document.getValue()
  }

  get version(): number {
    return this.#document.getAlternativeVersionId()
  }

  load(text: string): void {
    this.#dropMirror()
    const old = this.#document
    this.#documentListener.dispose()
    this.#document = editor.createModel(text, 'plaintext')
    this.#documentListener = this.#listenTo(this.#document)
    this.#decorations = []
    this.#editor.setModel(this.#document)
    old.dispose()
  }

  textIn(range: Range): string {
    return this.#document.getValueInRange(rangeOf(this.#document, range))
  }

  selections(): readonly Range[] {
    const model = this.#shown
    const place = (offset: number): number => (this.#mirror ? this.#mirror.toDocument(offset) : offset)
    return (this.#editor.getSelections() ?? [])
      .map((selection) => ({
        start: place(model.getOffsetAt(selection.getStartPosition())),
        end: place(model.getOffsetAt(selection.getEndPosition()))
      }))
      .sort((a, b) => a.start - b.start)
  }

  select(range: Range): void {
    const shown = this.#mirror
      ? { start: this.#mirror.toShown(range.start), end: this.#mirror.toShown(range.end) }
      : range
    const selected = rangeOf(this.#shown, shown)
    this.#editor.setSelection(selected)
    this.#editor.revealRangeInCenterIfOutsideViewport(selected, editor.ScrollType.Smooth)
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
    const document = this.#document
    const before = replacements.map((replacement) =>
      Selection.fromRange(rangeOf(document, replacement), SelectionDirection.LTR)
    )
    const edits = replacements.map((replacement) => ({
      range: rangeOf(document, replacement),
      text: replacement.text
    }))
    // The shown text is what the document becomes: caret and scroll position hold.
    this.#leavePreview(() => {
      document.pushStackElement()
      document.pushEditOperations(before, edits, () => null)
      document.pushStackElement()
    })
  }

  undo(): void {
    if (this.#mirror) void this.#document.undo()
    else this.#editor.trigger('lacuna', 'undo', null)
  }

  redo(): void {
    if (this.#mirror) void this.#document.redo()
    else this.#editor.trigger('lacuna', 'redo', null)
  }

  find(): void {
    this.#editor.focus()
    this.#editor.trigger('lacuna', 'actions.find', null)
  }

  clipboard(action: keyof typeof clipboardActions): void {
    this.#editor.focus()
    this.#editor.trigger('lacuna', clipboardActions[action], null)
  }

  goBehindGap(offset: number): void {
    const model = this.#shown
    const position = model.getPositionAt(offset)
    this.#editor.setPosition(position)
    // A caret that is set stands in front of the gap; one that comes back from a neighbour stands behind it.
    const away = position.column > 1 ? ['cursorLeft', 'cursorRight'] : ['cursorRight', 'cursorLeft']
    if (model.getLineLength(position.lineNumber) === 0) return
    for (const move of away) this.#editor.trigger('lacuna', move, null)
  }

  closeUndoStep(): void {
    this.#document.pushStackElement()
  }

  showMarks(spans: SpanState): void {
    this.#spans = spans
    this.#decorate()
  }

  showPreview(regions: readonly PreviewRegion[]): void {
    const pieces = regions.map(({ start, end, runs }) => ({ start, end, text: runsText(runs) }))
    this.#previewed = regions
    if (this.#mirror) this.#mirror.update(pieces.map((piece) => piece.text))
    else {
      const mirror = new PreviewMirror(this.#document, pieces, () => this.#touched())
      const carets = this.selections().map((selection) => mirror.toShown(selection.end))
      this.#swap(mirror.shown, carets)
      this.#mirror = mirror
    }
    this.#decorate()
  }

  hidePreview(): void {
    const mirror = this.#mirror
    if (!mirror) return
    const carets = this.#carets().map((offset) => mirror.toDocument(offset))
    this.#swap(this.#document, carets)
    this.#dropMirror()
    this.#decorate()
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

  onContextMenu(listener: (point: PagePoint) => void): void {
    this.#listeners.push(
      this.#editor.onContextMenu(({ event }) => {
        event.preventDefault()
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
    this.#documentListener.dispose()
    this.#editor.dispose()
    this.#dropMirror()
    this.#document.dispose()
  }

  get #shown(): editor.ITextModel {
    return this.#mirror?.shown ?? this.#document
  }

  #listenTo(document: editor.ITextModel): IDisposable {
    return document.onDidChangeContent((event) => {
      const carried = this.#mirror?.carrying
      const changes = carried ? [carried] : changesOf(event).map((change) => this.#withSideOfGap(change))
      this.#mirror?.documentChanged(changes)
      this.#onChange({
        changes,
        version: document.getAlternativeVersionId(),
        cause: event.isUndoing ? 'undo' : event.isRedoing ? 'redo' : 'edit'
      })
    })
  }

  /** While the document tells of an edit, the page still shows the caret where the writer typed. */
  #withSideOfGap(change: TextChange): TextChange {
    const atGap = this.#spans.regions.some((region) => isGap(region) && region.start === change.offset)
    if (!atGap || change.removed > 0) return change
    return { ...change, aheadOfGap: caretIsAheadOfGap(this.#editor.getContainerDomNode()) }
  }

  #carets(): readonly number[] {
    const model = this.#shown
    return (this.#editor.getSelections() ?? []).map((selection) => model.getOffsetAt(selection.getPosition()))
  }

  /** Shows another model at the same place of the page, with carets at the offsets. */
  #swap(model: editor.ITextModel, carets: readonly number[]): void {
    const focused = this.#editor.hasTextFocus()
    const scrollTop = this.#editor.getScrollTop()
    this.#shown.deltaDecorations(this.#decorations, [])
    this.#decorations = []
    this.#editor.setModel(model)
    this.#editor.setSelections(
      carets.map((offset) =>
        Selection.fromRange(rangeOf(model, { start: offset, end: offset }), SelectionDirection.LTR)
      )
    )
    this.#editor.setScrollTop(scrollTop, editor.ScrollType.Immediate)
    if (focused) this.#editor.focus()
  }

  /** Ends the preview after an edit that makes the document what is shown. */
  #leavePreview(edit: () => void): void {
    const carets = this.#carets()
    const mirror = this.#mirror
    mirror?.stop()
    this.#mirror = null
    this.#decorations = mirror ? [] : this.#decorations
    edit()
    if (mirror) {
      this.#swap(this.#document, carets)
      mirror.dispose()
    }
    this.#decorate()
  }

  /** The model that was edited is in the middle of telling so: it is taken away only after that. */
  #touched(): void {
    queueMicrotask(() => {
      this.hidePreview()
      this.#onTouched()
    })
  }

  #dropMirror(): void {
    this.#mirror?.dispose()
    this.#mirror = null
    this.#previewed = []
  }

  #decorate(): void {
    const mirror = this.#mirror
    this.#decorations = this.#shown.deltaDecorations(
      this.#decorations,
      mirror
        ? [
            ...markDecorations(mirror.shown, this.#spansBesidePreview(mirror)),
            ...previewDecorations(mirror.shown, this.#previewed, mirror.shownRanges)
          ]
        : markDecorations(this.#document, this.#spans)
    )
  }

  /** Marks outside of the previewed regions, where they are shown. */
  #spansBesidePreview(mirror: PreviewMirror): SpanState {
    const previewed = mirror.pieces
    const beside = this.#spans.regions.filter(
      (region) => !previewed.some((piece) => piece.start === region.start && piece.end === region.end)
    )
    return {
      regions: beside.map((region) => ({
        ...region,
        ...(isGap(region)
          ? { start: mirror.toShown(region.start), end: mirror.toShown(region.start) }
          : mirror.rangeToShown(region))
      })),
      locks: this.#spans.locks.flatMap((lock) =>
        previewed
          .reduce<readonly Range[]>(subtract, [lock])
          .map((part) => ({ id: lock.id, ...mirror.rangeToShown(part) }))
      )
    }
  }

  #layout(width: number, height: number): void {
    const font: unknown = this.#editor.getOption(editor.EditorOption.fontInfo)
    const characterWidth =
      font instanceof editor.FontInfo ? font.typicalHalfwidthCharacterWidth : fontSize / 2
    const column = columnFor(width, characterWidth)
    this.#editor.updateOptions({ lineDecorationsWidth: column.margin, wordWrapColumn: column.characters })
    this.#editor.layout({ width, height })
  }
}

/** Makes the Monaco editor inside `host`. */
export const createMonacoEditor: CreateEditor = (host) => new MonacoPort(host)
