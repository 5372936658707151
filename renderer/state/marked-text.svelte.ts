import type { Marks } from '../../main/ipc/contract'
import type { EditorPort, Replacement } from '../editor/editor-port'
import { SpanModel } from '../editor/span-model'
import { isGap, noSpans, type MarkedSpan, type SpanState } from '../editor/spans'
import type { Range } from '../editor/text-change'

/** The text in the editor with its regions and locks, kept together while either changes. */
export class MarkedText {
  spans = $state.raw<SpanState>(noSpans)
  selections = $state.raw<readonly Range[]>([])
  #model: SpanModel
  #accepting: { readonly regions: readonly number[]; readonly locks: readonly MarkedSpan[] } | null = null
  #onEdited: () => void = () => undefined

  constructor(readonly editor: EditorPort) {
    this.#model = new SpanModel(editor.version, { regions: [], locks: [] })
    editor.onSelectionChange(() => (this.selections = editor.selections()))
    editor.onChange(({ changes, version, cause }) => {
      const accepting = this.#accepting
      this.#accepting = null
      if (accepting) this.#model.accept(accepting.regions, changes, accepting.locks, version)
      else if (cause === 'edit') this.#model.edit(changes, version)
      else this.#model.travel(changes, version)
      this.#publish()
    })
  }

  get text(): string {
    return this.editor.text
  }

  get version(): number {
    return this.editor.version
  }

  get marks(): Marks {
    return this.#model.marks
  }

  /** Selected ranges that hold text, without line breaks at their ends: rewriting a paragraph keeps it a paragraph. */
  get selectedRanges(): readonly Range[] {
    return this.selections
      .map((range) => trimLineBreaks(this.editor.textIn(range), range))
      .filter((range) => !isGap(range))
  }

  /** `listener` is called after each change of text or marks. */
  onEdited(listener: () => void): void {
    this.#onEdited = listener
  }

  open(text: string, marks: Marks): void {
    this.editor.load(text)
    this.#model = new SpanModel(this.editor.version, marks)
    this.selections = this.editor.selections()
    this.#publish()
  }

  region(id: number) {
    return this.#model.region(id)
  }

  markRegions(ranges: readonly Range[]): readonly number[] {
    return this.#mark(() => this.#model.markRegions(ranges))
  }

  insertGap(offset: number, words: number | null): void {
    this.#mark(() => this.#model.insertGap(offset, words))
    // Whoever puts a gap goes on writing behind it.
    this.editor.goBehindGap(offset)
  }

  clearRegions(ranges: readonly Range[]): number {
    return this.#mark(() => this.#model.clearRegions(ranges))
  }

  toggleLock(ranges: readonly Range[]): void {
    this.#mark(() => this.#model.toggleLock(ranges))
  }

  remove(id: number): void {
    this.#mark(() => this.#model.remove(id))
  }

  /** Replaces whole regions in one step of undo; they become plain text with `locks` in it (offsets of the new text). */
  accept(
    regions: readonly number[],
    replacements: readonly Replacement[],
    locks: readonly MarkedSpan[]
  ): void {
    const { version } = this.editor
    this.#accepting = { regions, locks }
    this.editor.replace(replacements)
    if (this.editor.version !== version) return
    // Nothing differed, so the editor told of no change.
    this.#accepting = null
    this.#model.accept(regions, [], locks, this.editor.version)
    this.#publish()
  }

  /** A change of marks parts the steps of undo: what is undone as one then never spans it. */
  #mark<Value>(change: () => Value): Value {
    this.editor.closeUndoStep()
    const value = change()
    this.#publish()
    return value
  }

  #publish(): void {
    this.spans = this.#model.state
    this.editor.showMarks(this.spans)
    this.#onEdited()
  }
}

function trimLineBreaks(text: string, { start, end }: Range): Range {
  const leading = /^\n*/u.exec(text)?.[0].length ?? 0
  if (leading === text.length) return { start, end: start }
  const trailing = /\n*$/u.exec(text)?.[0].length ?? 0
  return { start: start + leading, end: end - trailing }
}
