import { rangesOf, type Authorship } from './authorship'
import { wordsOf } from './word-count'

/** How a word came to be. `edited`: generated, and changed by a person since. */
export type WordOrigin = 'typed' | 'pasted' | 'generated' | 'edited' | 'unknown'

export const wordOrigins: readonly WordOrigin[] = ['typed', 'generated', 'edited', 'pasted', 'unknown']

export type Shares = Readonly<Record<WordOrigin, number>>

/** How many words of a text came to be in which way. */
export function countOrigins(text: string, authorship: Authorship): Shares {
  const shares: Record<WordOrigin, number> = { typed: 0, pasted: 0, generated: 0, edited: 0, unknown: 0 }
  const ranges = rangesOf(authorship)
  let first = 0
  for (const word of wordsOf(text)) {
    const end = word.index + word.text.length
    while (first < ranges.length && ranges[first]!.end <= word.index) first++
    const kinds = new Set<WordOrigin>()
    for (let at = first; at < ranges.length && ranges[at]!.start < end; at++) {
      const { origin } = ranges[at]!
      kinds.add(origin.kind === 'generated' && origin.edited ? 'edited' : origin.kind)
    }
    shares[originOfWord(kinds)] += 1
  }
  return shares
}

function originOfWord(kinds: ReadonlySet<WordOrigin>): WordOrigin {
  if (kinds.has('edited') || (kinds.has('generated') && kinds.size > 1)) return 'edited'
  return (['generated', 'pasted', 'typed'] as const).find((kind) => kinds.has(kind)) ?? 'unknown'
}

/** `12 %`; never 0 % or 100 % for what is neither none nor all. */
export function formatShare(count: number, total: number): string {
  if (count === 0 || count === total) return `${count === 0 ? 0 : 100} %`
  return `${Math.min(99, Math.max(1, Math.round((100 * count) / total)))} %`
}
