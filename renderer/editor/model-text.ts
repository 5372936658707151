import type { editor } from 'monaco-editor/editor'
import { Range as MonacoRange } from 'monaco-editor/editor'
import type { Range, TextChange } from './text-change'

/** A model's content changes in an order in which they can be applied one after the other. */
export function changesOf(event: editor.IModelContentChangedEvent): readonly TextChange[] {
  return event.changes.map(({ rangeOffset, rangeLength, text }) => ({
    offset: rangeOffset,
    removed: rangeLength,
    inserted: text
  }))
}

/** A range of UTF-16 code units in lines and columns. */
export function rangeOf(model: editor.ITextModel, { start, end }: Range): MonacoRange {
  return MonacoRange.fromPositions(model.getPositionAt(start), model.getPositionAt(end))
}

function editOf(model: editor.ITextModel, { offset, removed, inserted }: TextChange) {
  return { range: rangeOf(model, { start: offset, end: offset + removed }), text: inserted }
}

/** Changes that apply one after the other, in groups each of which applies at once. */
export function groupsOf(changes: readonly TextChange[]): readonly (readonly TextChange[])[] {
  const goesBackwards = changes.every((change, index) => {
    const before = changes[index - 1]
    return before === undefined || change.offset + change.removed <= before.offset
  })
  return goesBackwards ? [changes] : changes.map((change) => [change])
}

/** Applies changes, one after the other, without a trace in the history of undo. */
export function applyQuietly(model: editor.ITextModel, changes: readonly TextChange[]): void {
  for (const group of groupsOf(changes)) model.applyEdits(group.map((change) => editOf(model, change)))
}

/** Applies one group of changes as part of the open step of undo. */
export function applyUndoably(model: editor.ITextModel, group: readonly TextChange[]): void {
  const edits = group.map((change) => editOf(model, change))
  model.pushEditOperations(null, edits, () => null)
}
