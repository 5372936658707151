import { editor } from 'monaco-editor/editor'
import { rangeOf } from './model-text'
import type { PreviewRegion, PreviewRun } from './preview-runs'
import { isGap, type MarkedRegion, type SpanState } from './spans'
import type { Range } from './text-change'

type Decoration = editor.IModelDeltaDecoration

// Spaces that do not break keep the mark of a gap together, and measure what the small lock takes.
const noBreak = '\u00a0'
const stickiness = editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges

/** What a gap shows: not part of the text, and the caret stops on either side of it. */
function gapLabel(region: MarkedRegion): string {
  const length =
    region.words === undefined ? '' : ` · ${region.words} ${region.words === 1 ? 'word' : 'words'}`
  return `⟨ gap${length} ⟩`.replaceAll(' ', noBreak)
}

function regionDecoration(model: editor.ITextModel, region: MarkedRegion, range: Range): Decoration {
  if (!isGap(region)) {
    return { range: rangeOf(model, range), options: { stickiness, inlineClassName: 'mark-region' } }
  }
  return {
    range: rangeOf(model, range),
    options: {
      stickiness,
      showIfCollapsed: true,
      before: {
        content: gapLabel(region),
        inlineClassName: 'mark-gap',
        cursorStops: editor.InjectedTextCursorStops.Both
      }
    }
  }
}

function lockDecoration(model: editor.ITextModel, range: Range): Decoration {
  return {
    range: rangeOf(model, range),
    options: {
      stickiness,
      inlineClassName: 'mark-lock',
      before: {
        content: noBreak.repeat(3),
        inlineClassName: 'mark-lock-sign',
        cursorStops: editor.InjectedTextCursorStops.Left
      }
    }
  }
}

function runDecoration(model: editor.ITextModel, run: PreviewRun, range: Range): Decoration {
  if (run.kind === 'lock') return lockDecoration(model, range)
  if (run.kind === 'kept') return { range: rangeOf(model, range), options: { stickiness } }
  const look = run.kind === 'new' ? `preview-new preview-${run.certainty}` : `preview-${run.kind}`
  return { range: rangeOf(model, range), options: { stickiness, inlineClassName: look } }
}

/** The looks of regions and locks. */
export function markDecorations(model: editor.ITextModel, spans: SpanState): Decoration[] {
  return [
    ...spans.regions.map((region) => regionDecoration(model, region, region)),
    ...spans.locks.map((lock) => lockDecoration(model, lock))
  ]
}

/** The looks of previewed regions, which stand at `places` of the shown text. */
export function previewDecorations(
  model: editor.ITextModel,
  regions: readonly PreviewRegion[],
  places: readonly Range[]
): Decoration[] {
  return regions.flatMap((region, index) => {
    let at = places[index]?.start ?? 0
    return region.runs.map((run) => {
      const range = { start: at, end: at + run.text.length }
      at = range.end
      return runDecoration(model, run, range)
    })
  })
}
