import { sentenceEnd } from './characters'

/** On each side of a gap whose sentences are counted. */
const nearbyCharacters = 640

/** Fewer say little. */
const leastSentences = 3
/** Words a sentence, where too few stand nearby. */
export const usualSentenceWords = 18

/** Words of each sentence of a text; those that a paragraph ends are not whole and left out. */
function wholeSentences(text: string, isCutBefore: boolean): number[] {
  return text.split(/\n[^\S\n]*\n/).flatMap((paragraph, index) => {
    const counts: number[] = []
    let words = 0
    for (const [word] of paragraph.matchAll(/\S+/g)) {
      words += 1
      if (!sentenceEnd.test(word)) continue
      counts.push(words)
      words = 0
    }
    return index === 0 && isCutBefore ? counts.slice(1) : counts
  })
}

/**
 * Mean words of the whole sentences around a gap. Lengths follow it: people talk in shorter sentences than they tell
 * (`python -m sedd_adaptation.gap_lengths` measures how much).
 *
 * @param beginsInside whether the text after the gap begins with the rest of a sentence.
 */
export function nearbySentenceWords(before: string, after: string, beginsInside: boolean): number {
  const counts = [
    ...wholeSentences(before.slice(-nearbyCharacters), before.length > nearbyCharacters),
    ...wholeSentences(after.slice(0, nearbyCharacters), beginsInside)
  ]
  return counts.length < leastSentences
    ? usualSentenceWords
    : counts.reduce((sum, words) => sum + words, 0) / counts.length
}
