import type { Passage, Run } from '../../main/ipc/companion'
import type { Range, TextChange } from '../editor/text-change'
import { textDifference } from './word-difference'

/** Code units that are kept of what stands on each side of a passage. */
const surroundings = 60

/** What stands around a range. */
export function around(text: string, { start, end }: Range): Pick<Passage, 'before' | 'after'> {
  return {
    before: text.slice(Math.max(0, start - surroundings), start),
    after: text.slice(end, end + surroundings)
  }
}

/**
 * Where a passage stands after a change: text that takes the place of exactly all of it is the passage now, what is typed at its edges is
 * not, unless it is empty. Null when it went with the text around it.
 */
export function movePlace({ start, end }: Range, { offset, removed, inserted }: TextChange): Range | null {
  const removedEnd = offset + removed
  const shift = inserted.length - removed
  if (offset === start && removedEnd === end) return { start, end: start + inserted.length }
  if (removedEnd <= start) return { start: start + shift, end: end + shift }
  if (offset >= end) return { start, end }
  if (offset <= start && removedEnd >= end) return null
  return {
    start: offset < start ? offset + inserted.length : start,
    end: removedEnd <= end ? end + shift : offset
  }
}

/** The runs after changes that apply one after the other. */
export function moveRuns(runs: readonly Run[], changes: readonly TextChange[]): readonly Run[] {
  return withPlaces(runs, (place) =>
    changes.reduce<Range | null>((moved, change) => moved && movePlace(moved, change), place)
  )
}

/** The runs with other places; the same ones when no place is another. */
export function withPlaces(
  runs: readonly Run[],
  placeOf: (place: Range | null, run: Run, index: number) => Range | null
): readonly Run[] {
  const result = runs.map((run) => {
    const places = run.passages.map(({ place }, index) => placeOf(place, run, index))
    const same = places.every(
      (place, index) =>
        place?.start === run.passages[index]!.place?.start && place?.end === run.passages[index]!.place?.end
    )
    if (same) return run
    return { ...run, passages: run.passages.map((passage, index) => ({ ...passage, place: places[index]! })) }
  })
  return result.every((run, index) => run === runs[index]) ? runs : result
}

/** The changes that make one text of another, word by word; they apply one after the other. */
export function changesBetween(from: string, to: string): readonly TextChange[] {
  const changes: { offset: number; removed: number; inserted: string }[] = []
  let at = 0
  let open = false
  for (const { kind, text } of textDifference(from, to)) {
    if (kind === 'same') {
      at += text.length
      open = false
      continue
    }
    if (!open) changes.push({ offset: at, removed: 0, inserted: '' })
    open = true
    const last = changes.at(-1)!
    if (kind === 'removed') last.removed += text.length
    else {
      last.inserted += text
      at += text.length
    }
  }
  return changes
}

/** How much longer than the longest text that stood there a passage may be to be found by what stands around it. */
const slack = 2

/** Where a passage of a run stands now: where it was followed to, or else between what stood around it. Null: nowhere, or in doubt. */
export function locate(run: Run, index: number, text: string): Range | null {
  const passage = run.passages[index]!
  if (passage.place !== null) return passage.place.end <= text.length ? passage.place : null
  const { before, after } = passage
  if (before.trim() === '' && after.trim() === '') return null
  const longest = Math.max(
    passage.text.length,
    ...run.alternatives.map(({ texts }) => texts[index]?.length ?? 0)
  )
  const start = before === '' ? 0 : onlyPlaceOf(before, text, before.length)
  if (start === null) return null
  const end = after === '' ? text.length : text.indexOf(after, start)
  return end < start || end - start > slack * longest + surroundings ? null : { start, end }
}

/** The place `behind` the one place where `words` stand; null when they stand nowhere or in several places. */
function onlyPlaceOf(words: string, text: string, behind: number): number | null {
  const found = text.indexOf(words)
  return found < 0 || text.includes(words, found + 1) ? null : found + behind
}
