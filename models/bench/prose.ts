import type { MarkedDocument } from '../infill/document'
import { planFill } from '../infill/plan'
import { wantedLength } from '../infill/length'
import type { Tokenizer } from '../tokenizer/tokenizer'
import text from './texts/the-thirty-nine-steps.txt?raw'

/** From chapter III of The Thirty-Nine Steps by John Buchan, 1915 (public domain), about 3000 tokens. No model here was trained on it. */
export const prose: string = text

/** Characters of the prose before and behind a place: more than the tokens of context that a fill reads. */
const leastBefore = 2400
const leastBehind = 2000

/** Where sentences end, far enough from both ends that the whole context of a fill is prose; before the space that follows. */
const places: readonly number[] = [...prose.matchAll(/[.!?](?= [A-Z])/g)]
  .map(({ index }) => index + 1)
  .filter((place) => place >= leastBefore && place <= prose.length - leastBehind)

/** An endless row of places, spread over the prose: no context that was read for one is met again at the next. */
export function placeAt(index: number): number {
  // A stride without a common factor visits all places before it comes back.
  const stride = 37
  return places[(index * stride) % places.length]!
}

/** How many different places there are. */
export const placeCount = places.length

/** The prose with a gap of so many tokens at a place, or of the next larger number that a number of words comes to. */
export function documentWithGap(place: number, tokens: number, tokenizer: Tokenizer): MarkedDocument {
  const text = `${prose.slice(0, place)} ${prose.slice(place)}`
  const withWords = (words: number): MarkedDocument => ({
    text,
    regions: [{ start: place + 1, end: place + 1, words }],
    locks: []
  })
  const lengthOf = (words: number): number => {
    const plan = planFill(withWords(words))
    return wantedLength(plan, plan.canvases[0]!, tokenizer)?.length ?? 0
  }
  // A word is at most two tokens here.
  let words = Math.max(1, tokens >> 1)
  while (lengthOf(words) < tokens) words += 1
  return withWords(words)
}

/** The document within more prose, `characters` long in all, so that what stands near its regions is the same. */
export function lengthened(document: MarkedDocument, characters: number): MarkedDocument {
  const missing = Math.max(0, characters - document.text.length)
  const before = `${prose}\n\n`.repeat(Math.ceil(missing / 2 / prose.length))
  const behind = `\n\n${prose}`.repeat(Math.ceil(missing / 2 / prose.length))
  const move = <Part extends { start: number; end: number }>(part: Part): Part => ({
    ...part,
    start: part.start + before.length,
    end: part.end + before.length
  })
  return {
    text: before + document.text + behind,
    regions: document.regions.map(move),
    locks: document.locks.map(move)
  }
}

/** Cuts a document down to about `characters` around its first region. */
export function shortened({ text, regions, locks }: MarkedDocument, characters: number): MarkedDocument {
  const middle = regions[0]!.start
  const start = Math.max(0, Math.min(middle - characters / 2, text.length - characters))
  const move = <Part extends { start: number; end: number }>(part: Part): Part => ({
    ...part,
    start: part.start - start,
    end: part.end - start
  })
  return { text: text.slice(start, start + characters), regions: regions.map(move), locks: locks.map(move) }
}
