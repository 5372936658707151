import { checkDocument } from './check-document'
import type { MarkedDocument, Region, Span } from './document'
import { FillError } from './fill-error'
import { findSeams, type Seams } from './seams'

/** The old text of a region that one canvas replaces: no lock in it, no white space around it; empty for a gap. */
export interface PlannedCanvas extends Span {
  /** Index of its region in the document. */
  readonly region: number
  readonly seams: Seams
  /** Its share of the words that were asked for the region. */
  readonly words?: number
  /** Whether new text may have line breaks: only where the old text had some. */
  readonly lineBreaks: boolean
}

/**
 * A document as the network is shown it: fixed text and canvases in turn. `text` = fixed₀ core₀ fixed₁ core₁ … fixedₙ, where fixedₖ is
 * all text between two cores: outside of regions, locked, or white space at the edges of a region.
 */
export interface FillPlan {
  readonly document: MarkedDocument
  readonly canvases: readonly PlannedCanvas[]
}

/** Enough to see a quote, the space before it and what is before that. */
const seamCharacters = 16

/** The parts of a region that are not locked, in order; the region itself when it is empty. */
function freeParts(region: Region, locks: readonly Span[]): Span[] {
  if (region.start === region.end) return [{ start: region.start, end: region.end }]
  const parts: Span[] = []
  let at = region.start
  for (const lock of locks) {
    if (lock.end <= at || lock.start >= region.end) continue
    if (lock.start > at) parts.push({ start: at, end: lock.start })
    at = Math.min(lock.end, region.end)
  }
  if (at < region.end) parts.push({ start: at, end: region.end })
  return parts
}

function withoutOuterSpace(text: string, { start, end }: Span): Span {
  const part = text.slice(start, end)
  const coreStart = start + part.length - part.trimStart().length
  return { start: coreStart, end: Math.max(coreStart, start + part.trimEnd().length) }
}

/**
 * Parts with something to rewrite. Where there is none, blank parts become gaps if the region has no locks, or if words were asked for;
 * otherwise they are what separates the locks, and stay.
 */
function coresOf(region: Region, { text, locks }: MarkedDocument): Span[] {
  const parts = freeParts(region, locks)
  const cores = parts.map((part) => withoutOuterSpace(text, part))
  const written = cores.filter(({ start, end }) => start < end)
  if (written.length > 0) return written
  const isGap = parts.length === 1 && parts[0]!.start === region.start && parts[0]!.end === region.end
  return isGap || region.words !== undefined ? cores : []
}

const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0

/** Shares `words` out in proportion to the words that stand there now, at least one each. */
function shareWords(words: number, cores: readonly Span[], text: string): number[] {
  const weights = cores.map(({ start, end }) => Math.max(1, countWords(text.slice(start, end))))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let taken = 0
  let given = 0
  return weights.map((weight) => {
    taken += weight
    const share = Math.max(1, Math.round((words * taken) / total) - given)
    given += share
    return share
  })
}

/**
 * Finds what is to be written anew and how it joins what stays.
 *
 * @throws FillError from `checkDocument`, and `no-regions` when every region is locked from end to end.
 */
export function planFill(document: MarkedDocument): FillPlan {
  checkDocument(document)
  const { text, regions } = document
  const parts = regions.flatMap((region, index) => {
    const cores = coresOf(region, document)
    const shares = region.words === undefined ? [] : shareWords(region.words, cores, text)
    return cores.map((core, part) => ({ ...core, region: index, words: shares[part] }))
  })
  if (parts.length === 0) {
    throw new FillError(
      'no-regions',
      'Everything in the marked regions is locked: there is nothing to fill. Unlock some words.'
    )
  }
  const canvases = parts.map(({ start, end, region, words }, index): PlannedCanvas => {
    const fixedStart = parts[index - 1]?.end ?? 0
    const fixedEnd = parts[index + 1]?.start ?? text.length
    const core = text.slice(start, end)
    const seams = findSeams({
      before: text.slice(Math.max(fixedStart, start - seamCharacters), start),
      followsCanvas: index > 0,
      core,
      after: text.slice(end, Math.min(fixedEnd, end + seamCharacters)),
      precedesCanvas: index + 1 < parts.length
    })
    return {
      start,
      end,
      region,
      seams,
      lineBreaks: /[\r\n]/.test(core),
      ...(words === undefined ? {} : { words })
    }
  })
  return { document, canvases }
}

/** Bounds of fixedₖ in the text, 0 ≤ k ≤ number of canvases. */
export function fixedSpan({ document, canvases }: FillPlan, index: number): Span {
  return { start: canvases[index - 1]?.end ?? 0, end: canvases[index]?.start ?? document.text.length }
}
