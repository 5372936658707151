import type { Replacement } from '../editor/editor-port'
import { locksOfCells, type PreviewCell } from '../editor/preview-runs'
import type { AcceptedMarks } from '../editor/span-model'
import { sentenceAt } from '../editor/sentences'
import type { MarkedSpan } from '../editor/spans'
import type { Range } from '../editor/text-change'
import { hiddenParts, textOf, type Card, type CardRegion } from './fill-cards'
import { alignedOffset } from './word-difference'

/** A region where it stands in the document, with its text and the locks in it (in offsets of the document). */
export interface RegionInText extends Range {
  readonly text: string
  readonly locks: readonly MarkedSpan[]
}

/** What accepting changes in the document, as one edit. */
export interface Acceptance {
  readonly replacements: readonly Replacement[]
  /** In offsets of the new document. */
  readonly marks: AcceptedMarks
}

const wordsOf = (tokens: number): number => Math.max(1, Math.round(tokens / 1.3))

/** Puts a card in the place of its regions. Where words are still hidden in it, gaps remain. */
export function acceptCard(regions: readonly RegionInText[], card: Card): Acceptance {
  let shift = 0
  const accepted = regions.map((region, index) => {
    const { cells, gaps } = withoutHidden(card, index)
    const text = textOf(cells)
    const start = region.start + shift
    shift += text.length - (region.end - region.start)
    return {
      replacement: { start: region.start, end: region.end, text },
      gaps: gaps.map(({ offset, words }) => ({ start: start + offset, end: start + offset, words })),
      locks: locksIn(region, cells, start)
    }
  })
  return {
    replacements: accepted.map(({ replacement }) => replacement),
    marks: {
      regions: accepted.flatMap(({ gaps }) => gaps),
      locks: accepted.flatMap(({ locks }) => locks)
    }
  }
}

/** The cells of a region that can be read, and gaps (offsets of their text) where some are hidden. */
function withoutHidden(card: Card, region: number) {
  const { cells } = card.regions[region]!
  const kept: PreviewCell[] = []
  const gaps: { offset: number; words: number }[] = []
  let from = 0
  for (const part of hiddenParts(card).filter((hidden) => hidden.region === region)) {
    kept.push(...cells.slice(from, part.from))
    gaps.push({ offset: textOf(kept).length, words: wordsOf(part.to - part.from) })
    from = part.to
  }
  return { cells: [...kept, ...cells.slice(from)], gaps }
}

function locksIn(region: RegionInText, cells: readonly PreviewCell[], start: number): readonly MarkedSpan[] {
  const texts = region.locks.map((lock) =>
    region.text.slice(lock.start - region.start, lock.end - region.start)
  )
  const places = locksOfCells(cells, texts, start)
  return region.locks.flatMap(({ id }, index) => {
    const place = places[index]
    return place ? [{ id, ...place }] : []
  })
}

/** A part of a card that was accepted: its words are text, and on both sides the old text waits with what is left of the card. */
export interface PartialAcceptance extends Acceptance {
  /** What is left of the region: on the left of the accepted words, and on the right. They are the regions of `marks`, in this order. */
  readonly rest: readonly CardRegion[]
}

/**
 * Accepts a range (UTF-16 code units of the card's text) of one region. The range grows to whole words and whole locks. The old text on
 * both sides of it is that which the rest of the card would replace, as far as a comparison of the words can tell. Null: no word is in it.
 */
export function acceptPart(
  region: RegionInText,
  { text, cells }: CardRegion,
  range: Range
): PartialAcceptance | null {
  const own = region.locks.map((lock) => ({ start: lock.start - region.start, end: lock.end - region.start }))
  const places = locksOfCells(
    cells,
    own.map(({ start, end }) => region.text.slice(start, end)),
    0
  )
  const wanted = wholeWords(text, range)
  if (!wanted) return null
  const { start, end } = places.reduce<Range>(
    (grown, place) =>
      place && place.start < grown.end && place.end > grown.start ? around(grown, place) : grown,
    wanted
  )
  /** Where the old text goes on, when the card's text is cut at `offset`: never in a lock, and on the same side of each as in the card. */
  const oldOffset = (offset: number): number => {
    if (offset === 0) return 0
    if (offset === text.length) return region.text.length
    const before = places.filter((place) => place !== null && place.end <= offset).length
    const least = own[before - 1]?.end ?? 0
    const most = own[before]?.start ?? region.text.length
    return Math.min(Math.max(alignedOffset(region.text, text, offset), least), most)
  }
  const [from, to] = [oldOffset(start), oldOffset(end)]
  const prefix = region.text.slice(0, from)
  const suffix = region.text.slice(to)
  const accepted = text.slice(start, end)
  const newStart = region.start + prefix.length
  const newEnd = newStart + accepted.length
  const sides = [
    { range: { start: region.start, end: newStart }, cells: sliceCells(cells, { start: 0, end: start }) },
    {
      range: { start: newEnd, end: newEnd + suffix.length },
      cells: sliceCells(cells, { start: end, end: text.length })
    }
  ].filter((side) => side.cells.length > 0)
  const locks = region.locks.map(({ id }, index) => {
    const old = own[index]!
    const place = places[index]
    const shift =
      place && place.start >= start && place.end <= end
        ? newStart + place.start - start - old.start
        : old.end <= from
          ? region.start
          : newEnd - to
    return { id, start: old.start + shift, end: old.end + shift }
  })
  return {
    replacements: [{ start: region.start, end: region.end, text: prefix + accepted + suffix }],
    marks: { regions: sides.map((side) => side.range), locks },
    rest: sides.map((side) => ({ text: textOf(side.cells), cells: side.cells }))
  }
}

const around = (a: Range, b: Range): Range => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end)
})

/** The words that a range touches, without the space around them; what is left of the text beside them has words too. Null: none. */
export function wholeWords(text: string, { start, end }: Range): Range | null {
  const touched = [...text.matchAll(/\S+/gu)].filter(
    ({ index, 0: word }) => index < end && index + word.length > start
  )
  const [first, last] = [touched[0], touched.at(-1)]
  if (!first || !last) return null
  const from = first.index
  const to = last.index + last[0].length
  return {
    start: text.slice(0, from).trim() === '' ? 0 : from,
    end: text.slice(to).trim() === '' ? text.length : to
  }
}

/** The cells of a range of their text; one that is cut keeps how sure the model was, but not what else it offered. */
export function sliceCells(cells: readonly PreviewCell[], range: Range): readonly PreviewCell[] {
  let at = 0
  return cells.flatMap((cell): PreviewCell[] => {
    if (cell.kind === 'mask') return at >= range.start && at < range.end ? [cell] : []
    const start = Math.max(range.start - at, 0)
    const end = Math.min(range.end - at, cell.text.length)
    const whole = start === 0 && end === cell.text.length
    at += cell.text.length
    if (start >= end) return []
    if (whole) return [cell]
    const text = cell.text.slice(start, end)
    return [
      cell.kind === 'lock' ? { kind: 'lock', text } : { kind: 'token', text, confidence: cell.confidence }
    ]
  })
}

/** The sentence of a text in which, or behind which, `offset` lies. */
export function sentenceIn(text: string, offset: number): Range {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', offset)
  const sentence = sentenceAt(text.slice(start, lineEnd < 0 ? text.length : lineEnd), offset - start)
  return { start: start + sentence.start, end: start + sentence.end }
}
