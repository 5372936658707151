import { editor } from 'monaco-editor/editor'
import type { EditorChange, Replacement } from './editor-port'
import { changeBetween } from './change-between'
import { applyQuietly, applyUndoably, changesOf, groupsOf, rangeOf } from './model-text'
import {
  carryToDocument,
  carryToShown,
  carryWhole,
  placePieces,
  rangeToShown,
  toDocument,
  toShown,
  type CarriedChange,
  type PreviewPiece
} from './preview-map'
import type { Range, TextChange } from './text-change'
import { TypingSteps } from './typing-steps'

export interface TwinTextEvents {
  readonly onChange: (change: EditorChange) => void
  /** An edit reached into a previewed range: nothing is previewed any more. */
  readonly onTouched: () => void
  /** Whether the writer types in front of the gap at this place of the document, rather than behind it. */
  readonly isAheadOfGap: (offset: number) => boolean
}

/**
 * The document and the text that is shown, two models that differ by what is previewed. The writer edits the shown one, and each edit is
 * carried to the document, which alone has the history of undo; undo in the document is carried back. So neither the document nor its
 * history ever sees a preview, and showing one is an edit of a few words, whatever the length of the text.
 */
export class TwinText {
  readonly shown: editor.ITextModel
  readonly document: editor.ITextModel
  #pieces: readonly PreviewPiece[] = []
  /** True while this class edits a side: the echo is not to be carried back. */
  #editing = false
  /** What is being carried to the document: it knows more than the document's own event. */
  #carrying: readonly TextChange[] | null = null
  readonly #steps = new TypingSteps()

  constructor(
    text: string,
    private readonly events: TwinTextEvents
  ) {
    this.document = editor.createModel(text, 'plaintext')
    this.shown = editor.createModel(text, 'plaintext')
    this.shown.onDidChangeContent((event) => {
      if (!this.#editing) this.#shownChanged(changesOf(event))
    })
    this.document.onDidChangeContent((event) => this.#documentChanged(event))
  }

  get previews(): readonly PreviewPiece[] {
    return this.#pieces
  }

  /** Where the previewed ranges stand in the shown text. */
  get shownPreviews(): readonly Range[] {
    return placePieces(this.#pieces).map((piece) => piece.shown)
  }

  toShown(offset: number): number {
    return toShown(this.#pieces, offset)
  }

  toDocument(offset: number): number {
    return toDocument(this.#pieces, offset)
  }

  /** Where a range of plain text is shown. */
  rangeToShown(range: Range): Range {
    return rangeToShown(this.#pieces, range)
  }

  /** Shows other text in the place of ranges (sorted, separate), and the document's own where one was previewed before. */
  preview(pieces: readonly PreviewPiece[]): void {
    const samePlaces =
      pieces.length === this.#pieces.length &&
      pieces.every(
        ({ start, end }, index) => this.#pieces[index]?.start === start && this.#pieces[index].end === end
      )
    if (!samePlaces) this.#show(this.#pieces.map((piece) => ({ ...piece, text: this.#textOf(piece) })))
    if (!samePlaces) this.#pieces = pieces.map((piece) => ({ ...piece, text: this.#textOf(piece) }))
    this.#show(pieces)
  }

  /** Replaces ranges of the document (sorted, separate) in one step of undo. Nothing is previewed afterwards. */
  replace(replacements: readonly Replacement[]): void {
    this.preview(replacements)
    this.#pieces = []
    this.endStep()
    this.#quietly(() =>
      applyUndoably(
        this.document,
        [...replacements]
          .reverse()
          .map(({ start, end, text }) => ({ offset: start, removed: end - start, inserted: text }))
      )
    )
    this.endStep()
  }

  /** Edits from here on are a new step of undo. */
  endStep(): void {
    this.#steps.end()
    this.document.pushStackElement()
  }

  dispose(): void {
    this.shown.dispose()
    this.document.dispose()
  }

  #textOf(range: Range): string {
    return this.document.getValueInRange(rangeOf(this.document, range))
  }

  /** Gives the previewed ranges new texts. */
  #show(pieces: readonly PreviewPiece[]): void {
    const changes = placePieces(this.#pieces).flatMap(({ shown, text }, index): TextChange[] => {
      const inserted = pieces[index]?.text ?? text
      return inserted === text ? [] : [{ offset: shown.start, removed: shown.end - shown.start, inserted }]
    })
    this.#pieces = pieces
    this.#quietly(() => applyQuietly(this.shown, changes.reverse()))
  }

  #shownChanged(changes: readonly TextChange[]): void {
    const carried = this.#carry(changes, carryToDocument)
    if (carried) {
      this.#editDocument(carried)
      return
    }
    const [change] = changes
    const whole = change && changes.length === 1 ? carryWhole(this.#pieces, change) : null
    this.#break()
    if (whole) this.#editDocument([whole])
  }

  #documentChanged(event: editor.IModelContentChangedEvent): void {
    const changes = this.#carrying ?? changesOf(event)
    if (!this.#editing) {
      const carried = this.#carry(changes, carryToShown)
      if (carried) this.#quietly(() => applyQuietly(this.shown, carried))
      else this.#break()
    }
    this.events.onChange({
      changes,
      version: this.document.getAlternativeVersionId(),
      cause: event.isUndoing ? 'undo' : event.isRedoing ? 'redo' : 'edit'
    })
  }

  #editDocument(changes: readonly TextChange[]): void {
    if (this.#steps.beginsStep(changes)) this.document.pushStackElement()
    for (const group of groupsOf(changes)) {
      this.#carrying = group.map((change) => this.#withSideOfGap(change))
      this.#quietly(() => applyUndoably(this.document, group))
    }
    this.#carrying = null
  }

  #withSideOfGap(change: TextChange): TextChange {
    if (change.removed > 0 || change.aheadOfGap) return change
    return { ...change, aheadOfGap: this.events.isAheadOfGap(change.offset) }
  }

  /** The changes on the other side; null when one of them reaches into a previewed range. */
  #carry(
    changes: readonly TextChange[],
    carry: (pieces: readonly PreviewPiece[], change: TextChange) => CarriedChange | null
  ): readonly TextChange[] | null {
    const carried: TextChange[] = []
    let pieces = this.#pieces
    for (const change of changes) {
      const step = carry(pieces, change)
      if (!step) return null
      carried.push(step.change)
      pieces = step.pieces
    }
    this.#pieces = pieces
    return carried
  }

  /** Gives the preview up. The model that was edited is in the middle of telling so: it is put right only after that. */
  #break(): void {
    this.#pieces = []
    queueMicrotask(() => {
      if (this.shown.isDisposed()) return
      const change = changeBetween(this.shown.getValue(), this.document.getValue())
      this.#quietly(() => applyQuietly(this.shown, change ? [change] : []))
      this.events.onTouched()
    })
  }

  #quietly(action: () => void): void {
    const before = this.#editing
    this.#editing = true
    try {
      action()
    } finally {
      this.#editing = before
    }
  }
}
