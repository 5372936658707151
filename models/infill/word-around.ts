import { isWord } from './characters'
import type { Spelling } from './spelling'
import type { TokenTraits } from './token-traits'

/** Letters of a word in lower case, and how many tokens they are. */
interface Letters {
  readonly letters: string
  readonly tokens: number
}

/** What is known of the word that a place is in, begins or ends. */
export interface WordAround {
  readonly spelling: Spelling
  /** From the beginning of a word to the place. Undefined: none is there, its beginning is not known, or it has other letters than a to z. */
  readonly before: Letters | undefined
  /** What goes on behind the place. */
  readonly after: Letters & {
    /** Whether the word ends there. */
    readonly ends: boolean
  }
}

const apostrophe = /['’]/

/** Whether a token goes on with what stands on its left, as the letters of one word do. */
const continues = ({ startsWithSpace, first }: TokenTraits): boolean => !startsWithSpace && isWord(first)

/** A word may end before anything that does not go on with it. But needn’t and half a character (é) are more than what stands before them. */
const endsBefore = (next: TokenTraits): boolean =>
  !continues(next) && next.whole && !apostrophe.test(next.first)

/**
 * Looks at the tokens around a place, from the start of its canvas to its end.
 *
 * @param traitsAt what stands at a position; undefined: it is hidden.
 * @param continuesBehind whether the text behind the canvas goes on with its last word.
 */
export function wordAround(
  spelling: Spelling,
  position: number,
  { start, end }: { readonly start: number; readonly end: number },
  traitsAt: (position: number) => TokenTraits | undefined,
  continuesBehind: boolean
): WordAround {
  return {
    spelling,
    before: lettersBefore(position, start, traitsAt),
    after: lettersAfter(position, end, traitsAt, continuesBehind)
  }
}

function lettersBefore(
  position: number,
  start: number,
  traitsAt: (position: number) => TokenTraits | undefined
): Letters | undefined {
  let letters = ''
  for (let at = position - 1; at >= start; at--) {
    const traits = traitsAt(at)
    if (traits === undefined) return undefined
    if (traits.lowerCase === '') {
      // Behind a mark or a line break a word begins.
      const begins = letters !== '' && traits.whole && !isWord(traits.last)
      return begins ? { letters, tokens: position - 1 - at } : undefined
    }
    letters = traits.lowerCase + letters
    if (traits.startsWithSpace) return { letters, tokens: position - at }
  }
  return undefined
}

function lettersAfter(
  position: number,
  end: number,
  traitsAt: (position: number) => TokenTraits | undefined,
  continuesBehind: boolean
): WordAround['after'] {
  let letters = ''
  for (let at = position + 1; at < end; at++) {
    const traits = traitsAt(at)
    const tokens = at - position - 1
    if (traits === undefined) return { letters, tokens, ends: false }
    if (traits.startsWithSpace || traits.lowerCase === '')
      return { letters, tokens, ends: endsBefore(traits) }
    letters += traits.lowerCase
  }
  return { letters, tokens: end - position - 1, ends: !continuesBehind }
}

/**
 * Whether a word may end where it does. One token may: the network knows such a word as a whole, and jargon is often of that kind.
 */
const mayEnd = ({ letters, tokens }: Letters, spelling: Spelling): boolean =>
  tokens === 1 || spelling.isWord(letters)

/** Whether the word on the left may end, with nothing behind it. */
export const mayEndThere = ({ before, spelling }: WordAround): boolean =>
  before === undefined || mayEnd(before, spelling)

/** Whether a token at the place, with what stands around it, spells words. */
export function spellsWord({ spelling, before, after }: WordAround, traits: TokenTraits): boolean {
  const isContinued = continues(traits)
  if (!isContinued && before !== undefined && endsBefore(traits) && !mayEnd(before, spelling)) return false
  const start = isContinued ? before : { letters: '', tokens: 0 }
  // Other letters and digits are none of a list's business, nor is a word whose beginning is not known.
  if (traits.lowerCase === '' || start === undefined) return true
  const word = {
    letters: start.letters + traits.lowerCase + after.letters,
    tokens: start.tokens + 1 + after.tokens
  }
  return after.ends ? mayEnd(word, spelling) : word.tokens === 1 || spelling.canBecomeWord(word.letters)
}
