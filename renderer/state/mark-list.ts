import { isGap, type MarkedRegion, type SpanState } from '../editor/spans'
import type { Range } from '../editor/text-change'
import { formatCount } from './word-count'

/** A region or lock as the list of marks names it. */
export interface ListedMark {
  readonly id: number
  readonly kind: 'region' | 'gap' | 'lock'
  readonly name: string
  readonly excerpt: string
  readonly range: Range
}

/** Longest excerpt in characters (UTF-16 code units). */
const excerptLength = 60

function excerptOf(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim()
  if (line.length <= excerptLength) return line
  const cut = line.slice(0, excerptLength)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), excerptLength / 2))}…`
}

function listRegion(region: MarkedRegion, name: string, textIn: (range: Range) => string): ListedMark {
  const { id } = region
  if (!isGap(region)) return { id, kind: 'region', name, excerpt: excerptOf(textIn(region)), range: region }
  const excerpt =
    region.words === undefined ? 'length chosen by the model' : `about ${formatCount(region.words, 'word')}`
  return { id, kind: 'gap', name, excerpt, range: region }
}

/** All marks in the order of the text, numbered by kind. `textIn` reads the document. */
export function listMarks(
  { regions, locks }: SpanState,
  textIn: (range: Range) => string
): readonly ListedMark[] {
  let gaps = 0
  let marked = 0
  const listed = [
    ...regions.map((region) =>
      listRegion(region, isGap(region) ? `Gap ${++gaps}` : `Region ${++marked}`, textIn)
    ),
    ...locks.map((lock, index): ListedMark => {
      return {
        id: lock.id,
        kind: 'lock',
        name: `Lock ${index + 1}`,
        excerpt: excerptOf(textIn(lock)),
        range: lock
      }
    })
  ]
  return listed.sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end)
}
