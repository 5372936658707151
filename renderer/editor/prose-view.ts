import { editor, type IDisposable } from 'monaco-editor/editor'
import { headingsOf, proseWords } from './markdown-styles'
import { MarkdownTree } from './markdown-tree'
import { changesOf, rangeOf } from './model-text'
import { focusDecorations, markdownDecorations, misspelledDecorations, viewOf } from './prose-decorations'
import { columnFor, columnWidth, typeOptions } from './prose-options'
import type { Heading, ProseLook, ProsePort, ProseWord, SearchAction } from './prose-port'
import { substituteTyped } from './smart-typing'
import type { Range } from './text-change'

const searchActions: Readonly<Record<SearchAction, string>> = {
  find: 'actions.find',
  replace: 'editor.action.startFindReplaceAction',
  'find-next': 'editor.action.nextMatchFindAction',
  'find-previous': 'editor.action.previousMatchFindAction'
}

/** How long reading Markdown may hold up the page at a time, and how long things must rest before the outline is made anew, in milliseconds. */
const slice = 6
const rest = 250

/** How the text on the page maps to the document, while a preview shows other words in places. */
export interface Offsets {
  readonly toDocument: (shown: number) => number
  readonly toShown: (document: number) => number
}

/** The prose port on Monaco. */
export class ProseView implements ProsePort {
  #look: ProseLook | null = null
  #reader = new MarkdownTree()
  #headings: readonly Heading[] = []
  #onHeadings: () => void = () => undefined
  #onView: () => void = () => undefined
  #asked = false
  #reading = false
  #restTimer: ReturnType<typeof setTimeout> | undefined
  readonly #decorations: editor.IEditorDecorationsCollection
  /** Apart from the others: Monaco moves them along until the words are looked up again. */
  readonly #underlines: editor.IEditorDecorationsCollection
  readonly #listeners: IDisposable[]

  constructor(
    private readonly target: editor.IStandaloneCodeEditor,
    private readonly host: HTMLElement,
    private readonly offsets: Offsets
  ) {
    this.#decorations = target.createDecorationsCollection()
    this.#underlines = target.createDecorationsCollection()
    const observer = new ResizeObserver(() => this.#layout())
    observer.observe(host)
    this.#listeners = [
      { dispose: () => observer.disconnect() },
      target.onDidChangeModel(() => this.#begin()),
      target.onDidChangeModelContent((event) => {
        this.#reader.edit(changesOf(event))
        this.#refresh()
        if (this.#look?.smartPunctuation) queueMicrotask(() => substituteTyped(target, event, this.#reader))
      }),
      target.onDidChangeCursorPosition(() => this.#refresh()),
      target.onDidScrollChange(() => this.#refresh())
    ]
    this.#layout()
  }

  get headings(): readonly Heading[] {
    return this.#headings
  }

  setLook(look: ProseLook): void {
    const face = this.#look?.face
    this.#look = look
    this.#layout()
    this.#refresh()
    if (face === look.face) return
    // Widths that were measured before the face was there are wrong.
    const { fontFamily, fontSize } = typeOptions(look, this.host.clientHeight)
    const sizes = ['', 'bold', 'italic'].map((style) => `${style} ${fontSize ?? 16}px ${fontFamily ?? ''}`)
    void Promise.all(sizes.map((font) => document.fonts.load(font))).then(() => {
      if (this.#look !== look) return
      editor.remeasureFonts()
      this.#layout()
    })
  }

  search(action: SearchAction): void {
    this.target.focus()
    this.target.trigger('lacuna', searchActions[action], null)
  }

  onHeadings(listener: () => void): void {
    this.#onHeadings = listener
  }

  onView(listener: () => void): void {
    this.#onView = listener
  }

  wordsInView(): readonly ProseWord[] {
    const model = this.target.getModel()
    if (!model) return []
    return this.#wordsIn(model, viewOf(this.target, model))
  }

  wordAtCaret(): ProseWord | null {
    const model = this.target.getModel()
    const position = this.target.getPosition()
    if (!model || !position) return null
    const start = model.getOffsetAt({ lineNumber: position.lineNumber, column: 1 })
    const line = { start, end: start + model.getLineLength(position.lineNumber) }
    const caret = this.offsets.toDocument(model.getOffsetAt(position))
    return this.#wordsIn(model, line).find((word) => word.start <= caret && caret <= word.end) ?? null
  }

  replaceWord({ start, end }: Range, text: string): void {
    const model = this.target.getModel()
    if (!model) return
    const { toShown } = this.offsets
    const range = rangeOf(model, { start: toShown(start), end: toShown(end) })
    this.target.executeEdits('spelling', [{ range, text }])
    this.target.setPosition(range.getStartPosition().delta(0, text.length))
    this.target.focus()
  }

  showMisspelled(words: readonly Range[]): void {
    const model = this.target.getModel()
    if (!model) return
    const { toShown } = this.offsets
    const shown = words.map(({ start, end }) => ({ start: toShown(start), end: toShown(end) }))
    this.#underlines.set([...misspelledDecorations(model, shown)])
  }

  dispose(): void {
    clearTimeout(this.#restTimer)
    for (const listener of this.#listeners) listener.dispose()
  }

  #wordsIn(model: editor.ITextModel, range: Range): readonly ProseWord[] {
    const { toDocument } = this.offsets
    const text = model.getValueInRange(rangeOf(model, range))
    return proseWords(this.#reader.tree, text, range.start)
      .map((word) => ({ text: word.text, start: toDocument(word.start), end: toDocument(word.end) }))
      .filter(({ text: written, start, end }) => end - start === written.length)
  }

  #begin(): void {
    this.#reader = new MarkdownTree()
    this.#decorations.clear()
    this.#underlines.clear()
    this.#refresh()
  }

  /** Once the edit or the move that is under way has been told to everybody, and before the page is drawn. */
  #refresh(): void {
    if (this.#asked) return
    this.#asked = true
    queueMicrotask(() => {
      this.#asked = false
      if (this.target.getModel()) this.#readOn()
    })
    clearTimeout(this.#restTimer)
    this.#restTimer = setTimeout(() => this.#onView(), rest)
  }

  #readOn(): void {
    const until = performance.now() + slice
    const done = this.#reader.read(
      () => this.target.getModel()?.getValue() ?? '',
      () => performance.now() < until
    )
    this.#decorate()
    if (done) this.#showHeadings()
    else if (!this.#reading) {
      this.#reading = true
      setTimeout(() => {
        this.#reading = false
        this.#readOn()
      })
    }
  }

  #showHeadings(): void {
    const model = this.target.getModel()
    const { tree } = this.#reader
    if (!model || !tree) return
    const { toDocument } = this.offsets
    const found = headingsOf(tree, (range) => model.getValueInRange(rangeOf(model, range))).map(
      (heading) => ({ ...heading, start: toDocument(heading.start), end: toDocument(heading.end) })
    )
    const same = JSON.stringify(found) === JSON.stringify(this.#headings)
    this.#headings = found
    if (!same) this.#onHeadings()
  }

  #decorate(): void {
    const model = this.target.getModel()
    const position = this.target.getPosition()
    if (!model || !position || !this.#look) return
    const view = viewOf(this.target, model)
    this.#decorations.set([
      ...(this.#look.markdown ? markdownDecorations(model, this.#reader, view) : []),
      ...focusDecorations(model, this.#look.focus, model.getOffsetAt(position), view)
    ])
  }

  #layout(): void {
    const width = this.host.clientWidth
    const height = this.host.clientHeight
    if (this.#look) {
      this.target.updateOptions(typeOptions(this.#look, height))
      const font: unknown = this.target.getOption(editor.EditorOption.fontInfo)
      const characterWidth =
        font instanceof editor.FontInfo ? font.typicalHalfwidthCharacterWidth : this.#look.fontSize / 2
      const column = columnFor(width, columnWidth(this.#look), characterWidth)
      this.target.updateOptions({ lineDecorationsWidth: column.margin, wordWrapColumn: column.characters })
    }
    this.target.layout({ width, height })
  }
}
