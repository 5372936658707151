import type { EventOf } from '../../main/ipc/contract'
import { clip, isGap, subtract, type MarkedRegion, type MarkedSpan } from './spans'
import type { Range } from './text-change'

/** One part of a region while it is being filled, as the main process tells it. */
export type PreviewCell = EventOf<'fill:progress'>['progress']['preview'][number][number]

/** How sure the model was of new text: the probability it was drawn with, in three steps that an eye can tell apart. */
export type Certainty = 'sure' | 'likely' | 'unsure'

/** A stretch of shown text in one look. */
export type PreviewRun =
  | { readonly kind: 'old' | 'mask' | 'lock' | 'kept'; readonly text: string }
  | { readonly kind: 'new'; readonly text: string; readonly certainty: Certainty }

/** A region of the document and what is shown in its place. */
export interface PreviewRegion extends Range {
  readonly runs: readonly PreviewRun[]
}

export const runsText = (runs: readonly PreviewRun[]): string => runs.map((run) => run.text).join('')

export const certaintyOf = (confidence: number): Certainty =>
  confidence >= 0.6 ? 'sure' : confidence >= 0.25 ? 'likely' : 'unsure'

/** What stands for a token that is still hidden. */
const mask = '···'

/** Tokens mostly carry the space before them: so does the mask of one, unless a space stands there already. `before` is the character before the region. */
function maskAfter(before: string): string {
  return before === '' || /\s$/u.test(before) ? mask : ` ${mask}`
}

/**
 * The cells of a region as runs. `before` is the character before the region, or nothing; `locks` are the texts of the writer's locks in
 * it: of what stays besides, white space mostly, nothing is made.
 */
export function runsOfCells(
  cells: readonly PreviewCell[],
  before: string,
  locks: readonly string[]
): readonly PreviewRun[] {
  const places = locksOfCells(cells, locks, 0).filter((place) => place !== null)
  const runs: PreviewRun[] = []
  let last = before
  let at = 0
  const push = (run: PreviewRun): void => {
    if (run.text === '') return
    runs.push(run)
    last = run.text
  }
  for (const cell of cells) {
    if (cell.kind === 'mask') push({ kind: 'mask', text: maskAfter(last) })
    else if (cell.kind === 'token')
      push({ kind: 'new', text: cell.text, certainty: certaintyOf(cell.confidence) })
    else
      partsOf({ start: at, end: at + cell.text.length }, places).forEach(({ locked, start, end }) =>
        push({ kind: locked ? 'lock' : 'kept', text: cell.text.slice(start - at, end - at) })
      )
    at += lengthOf(cell)
  }
  return runs
}

const lengthOf = (cell: PreviewCell): number => (cell.kind === 'mask' ? 0 : cell.text.length)

/** A range cut at the places that lie in it. */
function partsOf(range: Range, places: readonly Range[]): readonly (Range & { readonly locked: boolean })[] {
  const inside = clip(places, range)
  const open = inside.reduce<readonly Range[]>(subtract, [range])
  return [
    ...inside.map((part) => ({ ...part, locked: true })),
    ...open.map((part) => ({ ...part, locked: false }))
  ].sort((a, b) => a.start - b.start)
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
    return runsOfCells(cells, textIn(characterBefore(region)), [])
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

/**
 * Where the writer's locks, given by their texts in order, stand in a region whose text begins at `start`. They are part of what the model
 * kept; null for one that is not there.
 */
export function locksOfCells(
  cells: readonly PreviewCell[],
  locks: readonly string[],
  start: number
): readonly (Range | null)[] {
  const kept = keptStretches(cells, start)
  let from = start
  return locks.map((lock) => {
    for (const stretch of kept) {
      const index = stretch.text.indexOf(lock, Math.max(0, from - stretch.start))
      if (stretch.start + stretch.text.length <= from || index < 0) continue
      const at = stretch.start + index
      from = at + lock.length
      return { start: at, end: from }
    }
    return null
  })
}

/** What stays of the old text: cells that stand side by side as one. */
function keptStretches(cells: readonly PreviewCell[], start: number) {
  const kept: { start: number; text: string }[] = []
  let at = start
  for (const cell of cells) {
    const last = kept.at(-1)
    if (cell.kind === 'lock') {
      if (last && last.start + last.text.length === at) last.text += cell.text
      else kept.push({ start: at, text: cell.text })
    }
    at += lengthOf(cell)
  }
  return kept
}
