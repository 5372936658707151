import { editor } from 'monaco-editor/editor'
import { markdownStyles } from './markdown-styles'
import type { MarkdownTree } from './markdown-tree'
import { rangeOf } from './model-text'
import type { ProseLook } from './prose-port'
import { sentenceAt } from './sentences'
import type { Range } from './text-change'

type Decoration = editor.IModelDeltaDecoration

/** Lines around the window that are decorated with it, so that scrolling a little shows nothing bare. */
const around = 20

/** The lines in view and a few more: from the first line to the last, and their range. */
export interface View extends Range {
  readonly firstLine: number
  readonly lastLine: number
}

export function viewOf(of: editor.ICodeEditor, model: editor.ITextModel): View {
  const ranges = of.getVisibleRanges()
  const firstLine = Math.max(1, (ranges[0]?.startLineNumber ?? 1) - around)
  const lastLine = Math.min(model.getLineCount(), (ranges.at(-1)?.endLineNumber ?? 1) + around)
  return {
    firstLine,
    lastLine,
    start: model.getOffsetAt({ lineNumber: firstLine, column: 1 }),
    end: model.getOffsetAt({ lineNumber: lastLine, column: model.getLineMaxColumn(lastLine) })
  }
}

export function markdownDecorations(
  model: editor.ITextModel,
  reader: MarkdownTree,
  view: View
): readonly Decoration[] {
  if (!reader.tree) return []
  return markdownStyles(reader.tree, view.start, view.end).map(({ start, end, look }) => ({
    range: rangeOf(model, { start, end }),
    options: { inlineClassName: look }
  }))
}

export function misspelledDecorations(
  model: editor.ITextModel,
  words: readonly Range[]
): readonly Decoration[] {
  return words.map((word) => ({
    range: rangeOf(model, word),
    options: {
      inlineClassName: 'misspelled',
      stickiness: editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges
    }
  }))
}

/** Everything in view but the paragraph or the sentence of the caret. */
export function focusDecorations(
  model: editor.ITextModel,
  focus: ProseLook['focus'],
  caret: number,
  view: View
): readonly Decoration[] {
  if (focus === 'off') return []
  const paragraph = paragraphAt(model, caret)
  const bright = focus === 'paragraph' ? paragraph : sentenceIn(model, paragraph, caret)
  return [
    { start: view.start, end: Math.min(bright.start, view.end) },
    { start: Math.max(bright.end, view.start), end: view.end }
  ]
    .filter(({ start, end }) => start < end)
    .map((range) => ({ range: rangeOf(model, range), options: { inlineClassName: 'dimmed' } }))
}

/** The lines around the caret up to the next empty ones. */
function paragraphAt(model: editor.ITextModel, caret: number): Range {
  const { lineNumber } = model.getPositionAt(caret)
  const isEmpty = (line: number) => model.getLineContent(line).trim() === ''
  let first = lineNumber
  let last = lineNumber
  if (!isEmpty(lineNumber)) {
    while (first > 1 && !isEmpty(first - 1)) first--
    while (last < model.getLineCount() && !isEmpty(last + 1)) last++
  }
  return {
    start: model.getOffsetAt({ lineNumber: first, column: 1 }),
    end: model.getOffsetAt({ lineNumber: last, column: model.getLineMaxColumn(last) })
  }
}

function sentenceIn(model: editor.ITextModel, paragraph: Range, caret: number): Range {
  const { start, end } = sentenceAt(model.getValueInRange(rangeOf(model, paragraph)), caret - paragraph.start)
  return { start: paragraph.start + start, end: paragraph.start + end }
}
