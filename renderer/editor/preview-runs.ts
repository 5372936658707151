import type { EventOf } from '../../main/ipc/contract'
import { clip, isGap, type MarkedRegion, type MarkedSpan } from './spans'
import type { Range } from './text-change'

/** One part of a region while it is being filled, as the main process tells it. */
export type PreviewCell = EventOf<'fill:progress'>['progress']['preview'][number][number]

/** How sure the model was of new text: the probability it was drawn with, in three steps that an eye can tell apart. */
export type Certainty = 'sure' | 'likely' | 'unsure'

/** A stretch of shown text in one look. */
export type PreviewRun =
  | { readonly kind: 'old' | 'mask' | 'lock'; readonly text: string }
  | { readonly kind: 'new'; readonly text: string; readonly certainty: Certainty }

/** A region of the document and what is shown in its place. */
export interface PreviewRegion extends Range {
  readonly runs: readonly PreviewRun[]
}

export const runsText = (runs: readonly PreviewRun[]): string => runs.map((run) => run.text).join('')

const certaintyOf = (confidence: number): Certainty =>
  confidence >= 0.6 ? 'sure' : confidence >= 0.25 ? 'likely' : 'unsure'

/** What stands for a token that is still hidden. */
const mask = '···'

/** Tokens mostly carry the space before them: so does the mask of one, unless a space stands there already. `before` is the character before the region. */
function maskAfter(before: string): string {
  return before === '' || /\s$/u.test(before) ? mask : ` ${mask}`
}

/** The cells of a region as runs. `before` is the character before the region, or nothing. */
export function runsOfCells(cells: readonly PreviewCell[], before: string): readonly PreviewRun[] {
  const runs: PreviewRun[] = []
  let last = before
  for (const cell of cells) {
    const run: PreviewRun =
      cell.kind === 'mask'
        ? { kind: 'mask', text: maskAfter(last) }
        : cell.kind === 'lock'
          ? { kind: 'lock', text: cell.text }
          : { kind: 'new', text: cell.text, certainty: certaintyOf(cell.confidence) }
    if (run.text === '') continue
    last = run.text
    runs.push(run)
  }
  return runs
}

/** Masks shown for a gap before the length is known: about as many as its words. */
const masksOfAutomaticGap = 8

/** What is shown before the first progress: the old text, with its locks; masks for a gap. `textIn` reads the document. */
export function runsBeforeProgress(
  textIn: (range: Range) => string,
  region: MarkedRegion,
  locks: readonly MarkedSpan[]
): readonly PreviewRun[] {
  if (isGap(region)) {
    const cells = Array.from({ length: region.words ?? masksOfAutomaticGap }, () => ({
      kind: 'mask' as const
    }))
    return runsOfCells(cells, textIn(characterBefore(region)))
  }
  const runs: PreviewRun[] = []
  let at = region.start
  for (const { start, end } of clip(locks, region)) {
    if (start > at) runs.push({ kind: 'old', text: textIn({ start: at, end: start }) })
    runs.push({ kind: 'lock', text: textIn({ start, end }) })
    at = end
  }
  if (at < region.end) runs.push({ kind: 'old', text: textIn({ start: at, end: region.end }) })
  return runs
}

/** Where the character before a region stands; empty at the start of the text. */
export const characterBefore = ({ start }: Range): Range => ({ start: Math.max(0, start - 1), end: start })

/** Where the locks stand in a filled region whose text begins at `start`; cells that stand side by side are one lock. */
export function locksOfCells(cells: readonly PreviewCell[], start: number): readonly Range[] {
  const locks: Range[] = []
  let at = start
  for (const cell of cells) {
    const length = cell.kind === 'mask' ? 0 : cell.text.length
    const last = locks.at(-1)
    if (cell.kind === 'lock' && length > 0) {
      if (last?.end === at) locks[locks.length - 1] = { start: last.start, end: at + length }
      else locks.push({ start: at, end: at + length })
    }
    at += length
  }
  return locks
}
