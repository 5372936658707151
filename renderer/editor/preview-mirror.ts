import { editor, Range as MonacoRange } from 'monaco-editor/editor'
import {
  carryToDocument,
  carryToShown,
  carryWhole,
  placePieces,
  rangeToShown,
  showPieces,
  toDocument,
  toShown,
  type CarriedChange,
  type PreviewPiece
} from './preview-map'
import type { Range, TextChange } from './text-change'

/** A model's content changes in an order in which they can be applied one after the other. */
export function changesOf(event: editor.IModelContentChangedEvent): readonly TextChange[] {
  return event.changes.map(({ rangeOffset, rangeLength, text }) => ({
    offset: rangeOffset,
    removed: rangeLength,
    inserted: text
  }))
}

export function rangeOf(model: editor.ITextModel, { start, end }: Range): MonacoRange {
  return MonacoRange.fromPositions(model.getPositionAt(start), model.getPositionAt(end))
}

/**
 * A second text that is shown in place of the document while a fill runs or a proposal waits: the same text, but for the previewed ranges.
 * What the writer types elsewhere is carried to the document, into its own undo history; undo in the document is carried back. So the
 * document and its history never see a preview.
 */
export class PreviewMirror {
  readonly shown: editor.ITextModel
  #pieces: readonly PreviewPiece[]
  /** True while this mirror itself edits a side: the echo is not to be carried back. */
  #editing = false
  #carrying: TextChange | null = null
  #lastTyped: { readonly end: number; readonly blank: boolean } | null = null
  readonly #subscription

  /** `onTouched`: an edit reached into a previewed range; the mirror is then out of step and must be dropped. */
  constructor(
    private readonly document: editor.ITextModel,
    pieces: readonly PreviewPiece[],
    private readonly onTouched: () => void
  ) {
    this.#pieces = pieces
    this.shown = editor.createModel(showPieces(document.getValue(), pieces), 'plaintext')
    this.#subscription = this.shown.onDidChangeContent((event) => {
      if (!this.#editing) this.#shownChanged(changesOf(event))
    })
  }

  /** The change that is being carried to the document, which knows on which side of a gap the writer typed. */
  get carrying(): TextChange | null {
    return this.#carrying
  }

  get pieces(): readonly PreviewPiece[] {
    return this.#pieces
  }

  /** Where the previewed ranges stand in the shown text. */
  get shownRanges(): readonly Range[] {
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

  /** The document changed on its own side: by undo or redo. */
  documentChanged(changes: readonly TextChange[]): void {
    if (this.#carrying) return
    const carried = this.#carry(changes, carryToShown)
    if (!carried) this.#break()
    else this.#quietly(() => carried.forEach((change) => this.shown.applyEdits([editOf(this.shown, change)])))
  }

  /** Shows new texts in the previewed ranges, one each. */
  update(texts: readonly string[]): void {
    const places = this.shownRanges
    this.#pieces = this.#pieces.map((piece, index) => ({ ...piece, text: texts[index] ?? piece.text }))
    const edits = places.flatMap((place, index) => {
      const text = texts[index]
      const range = rangeOf(this.shown, place)
      return text === undefined || text === this.shown.getValueInRange(range) ? [] : [{ range, text }]
    })
    this.#quietly(() => this.shown.applyEdits(edits))
  }

  /** Carries nothing any more. */
  stop(): void {
    this.#subscription.dispose()
  }

  dispose(): void {
    this.stop()
    this.shown.dispose()
  }

  #shownChanged(changes: readonly TextChange[]): void {
    const carried = this.#carry(changes, carryToDocument)
    if (carried) {
      carried.forEach(this.#editDocument)
      return
    }
    const [change] = changes
    const whole = change && changes.length === 1 ? carryWhole(this.#pieces, change) : null
    if (whole) this.#editDocument(whole)
    this.#break()
  }

  #break(): void {
    this.stop()
    this.onTouched()
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

  readonly #editDocument = (change: TextChange): void => {
    this.#closeUndoStepBefore(change)
    this.#carrying = change
    this.document.pushEditOperations(null, [editOf(this.document, change)], () => null)
    this.#carrying = null
  }

  /** Groups typing as editors do: a step of undo ends with a word, and where typing goes on at another place. */
  #closeUndoStepBefore(change: TextChange): void {
    const blank = /^\s*$/u.test(change.inserted)
    const last = this.#lastTyped
    const goesOn = change.offset + change.removed === last?.end || change.offset === last?.end
    if (!goesOn || (last.blank && !blank)) this.document.pushStackElement()
    this.#lastTyped = { end: change.offset + change.inserted.length, blank }
  }

  #quietly(action: () => void): void {
    this.#editing = true
    try {
      action()
    } finally {
      this.#editing = false
    }
  }
}

function editOf(model: editor.ITextModel, { offset, removed, inserted }: TextChange) {
  return { range: rangeOf(model, { start: offset, end: offset + removed }), text: inserted }
}
