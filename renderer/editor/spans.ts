import type { Range, TextChange } from './text-change'

/** A marked range. `id` is the mark's identity while it lives: edits move a mark, they do not rename it. */
export interface MarkedSpan extends Range {
  readonly id: number
}

/** A range to regenerate. An empty one is a gap; `words` is its wanted length, without it the length is automatic. */
export interface MarkedRegion extends MarkedSpan {
  readonly words?: number | undefined
}

/** Regions and locks of a document: each list sorted and free of overlaps; a lock may lie inside a region, cross its edge or lie outside. */
export interface SpanState {
  readonly regions: readonly MarkedRegion[]
  readonly locks: readonly MarkedSpan[]
}

export const noSpans: SpanState = { regions: [], locks: [] }

/** Whether two states mark the same text in the same way, whatever the identities. */
export function sameSpans(a: SpanState, b: SpanState): boolean {
  const same = (one: readonly MarkedRegion[], other: readonly MarkedRegion[]) =>
    one.length === other.length &&
    one.every(({ start, end, words }, index) => {
      const span = other[index]
      return span?.start === start && span.end === end && span.words === words
    })
  return same(a.regions, b.regions) && same(a.locks, b.locks)
}

export const isGap = (span: Range): boolean => span.start === span.end

export const overlaps = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end

/** True when the ranges share text or a border. */
export const touches = (a: Range, b: Range): boolean => a.start <= b.end && b.start <= a.end

/**
 * Where a range with text stands after a change, or null when it went away with the text around it.
 * Text typed at either edge stays outside. A replacement that crosses an edge leaves the part that is left. A range whose whole text is
 * deleted, and nothing more, becomes empty; one whose whole text is overwritten goes, since the writer has done what it asked for.
 */
function moveRange({ start, end }: Range, { offset, removed, inserted }: TextChange): Range | null {
  const removedEnd = offset + removed
  const shift = inserted.length - removed
  if (removedEnd <= start) return { start: start + shift, end: end + shift }
  if (offset >= end) return { start, end }
  if (offset <= start && removedEnd >= end) {
    const exactlyDeleted = offset === start && removedEnd === end && inserted === ''
    return exactlyDeleted ? { start, end: start } : null
  }
  return {
    start: offset < start ? offset + inserted.length : start,
    end: removedEnd <= end ? end + shift : offset
  }
}

/** Where a gap stands after a change, or null when the text on both sides of it was removed. */
function moveGap(at: number, change: TextChange): Range | null {
  const removedEnd = change.offset + change.removed
  const shift = change.inserted.length - change.removed
  if (change.offset < at && removedEnd > at) return null
  const behind = removedEnd < at || (removedEnd === at && (change.removed > 0 || change.aheadOfGap === true))
  return behind ? { start: at + shift, end: at + shift } : { start: at, end: at }
}

const bySpan = (a: Range, b: Range): number => a.start - b.start || a.end - b.end

/** Sorts, and joins what overlaps; a gap that touches a region or another gap becomes part of it. The earlier mark keeps its identity. */
export function normaliseRegions(regions: readonly MarkedRegion[]): readonly MarkedRegion[] {
  const result: MarkedRegion[] = []
  for (const region of [...regions].sort(bySpan)) {
    const last = result.at(-1)
    const joins =
      last && (overlaps(last, region) || ((isGap(last) || isGap(region)) && touches(last, region)))
    if (joins) result[result.length - 1] = joinRegions(last, region)
    else result.push(region)
  }
  return result
}

function joinRegions(first: MarkedRegion, second: MarkedRegion): MarkedRegion {
  const words =
    first.words !== undefined && second.words !== undefined
      ? first.words + second.words
      : isGap(first) && isGap(second)
        ? (first.words ?? second.words)
        : undefined
  const range = { id: first.id, start: first.start, end: Math.max(first.end, second.end) }
  return words === undefined ? range : { ...range, words: Math.min(words, longestGap) }
}

/** Longest wanted length of a region in words. */
export const longestGap = 400

/** Sorts, joins locks that overlap or stand side by side, and drops empty ones. The earlier lock keeps its identity. */
export function normaliseLocks(locks: readonly MarkedSpan[]): readonly MarkedSpan[] {
  const result: MarkedSpan[] = []
  for (const lock of locks.filter((span) => !isGap(span)).sort(bySpan)) {
    const last = result.at(-1)
    if (last && touches(last, lock)) {
      result[result.length - 1] = { id: last.id, start: last.start, end: Math.max(last.end, lock.end) }
    } else result.push(lock)
  }
  return result
}

function moveOne<Span extends MarkedSpan>(span: Span, change: TextChange): Span | null {
  const moved = isGap(span) ? moveGap(span.start, change) : moveRange(span, change)
  return moved && { ...span, ...moved }
}

/** The marks after a change of the text. */
export function moveSpans(state: SpanState, change: TextChange): SpanState {
  if (state.regions.length === 0 && state.locks.length === 0) return state
  const present = <Span>(span: Span | null): span is Span => span !== null
  return {
    regions: normaliseRegions(state.regions.map((region) => moveOne(region, change)).filter(present)),
    locks: normaliseLocks(state.locks.map((lock) => moveOne(lock, change)).filter(present))
  }
}

/** What is left of sorted, separate spans when a range is taken out of them. */
export function subtract(spans: readonly Range[], taken: Range): readonly Range[] {
  return spans.flatMap((span) => {
    if (!overlaps(span, taken)) return [span]
    const left = { start: span.start, end: Math.min(span.end, taken.start) }
    const right = { start: Math.max(span.start, taken.end), end: span.end }
    return [left, right].filter((part) => part.start < part.end)
  })
}

/** True when every character of the ranges is locked. An empty list is not. */
export function isLocked(state: SpanState, ranges: readonly Range[]): boolean {
  return (
    ranges.length > 0 &&
    ranges.every((range) => {
      const open = state.locks.reduce<readonly Range[]>((parts, lock) => subtract(parts, lock), [range])
      return !isGap(range) && open.length === 0
    })
  )
}

/** The parts of sorted spans that lie inside a range. */
export function clip<Span extends Range>(spans: readonly Span[], range: Range): readonly Span[] {
  return spans
    .filter((span) => overlaps(span, range))
    .map((span) => ({
      ...span,
      start: Math.max(span.start, range.start),
      end: Math.min(span.end, range.end)
    }))
}

/** True when a region leaves the model nothing to write: it has text, and all of it is locked. */
export function isFullyLocked(state: SpanState, region: Range): boolean {
  return !isGap(region) && isLocked(state, [region])
}
