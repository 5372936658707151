import type { editor } from 'monaco-editor/editor'
import { isProse } from './markdown-styles'
import type { MarkdownTree } from './markdown-tree'
import { rangeOf } from './model-text'
import { smartPunctuation } from './smart-punctuation'

/**
 * Puts typographic punctuation in the place of what was just typed, as an edit of its own: one step of undo takes it back and leaves the
 * keys as they were pressed.
 */
export function substituteTyped(
  target: editor.ICodeEditor,
  event: editor.IModelContentChangedEvent,
  reader: MarkdownTree
): void {
  const model = target.getModel()
  const [change] = event.changes
  if (!model || !change || event.changes.length !== 1) return
  if (event.isUndoing || event.isRedoing || event.isFlush) return
  if (change.text.length !== 1 || !'"\'-.'.includes(change.text)) return
  const caret = target.getPosition()
  const end = change.rangeOffset + 1
  // A paste of one character, or a replacement somewhere else, is not typing.
  if (!caret || model.getOffsetAt(caret) !== end || !isProse(reader.tree, end, -1)) return
  const line = model.getLineContent(caret.lineNumber).slice(0, caret.column - 1)
  const found = smartPunctuation(line)
  if (!found) return
  const range = rangeOf(model, { start: end - found.remove, end })
  target.executeEdits('smart-punctuation', [{ range, text: found.insert, forceMoveMarkers: true }])
}
