import { isClosing, isStop, isWord } from './characters'
import type { FirstToken, LastToken } from './seams'
import type { TokenTraits } from './token-traits'
import { advance, characterBoundary, invalid, spellsReplacement, type Utf8State } from './utf8'
import { mayEndThere, spellsWord, type WordAround } from './word-around'

/** A token next to a place, as far as it is known. */
export type Neighbour = { readonly token: number; readonly traits: TokenTraits } | 'hidden' | 'edge'

/** A position of a canvas that a token is to be drawn for. */
export interface Place {
  /** `edge`: the position is the first of its canvas. */
  readonly left: Neighbour
  /** `edge`: the position is the last one of its canvas that is not PAD. */
  readonly right: Neighbour
  /** Where the revealed tokens to the left leave off inside a character. */
  readonly entry: Utf8State
  /** The word that the place is in. Undefined: words may be any letters. */
  readonly word?: WordAround | undefined
  readonly first: FirstToken
  readonly last: LastToken
  /** Whether a line break may stand in this canvas. */
  readonly lineBreaks: boolean
  /** Whether no sentence may end in this canvas. */
  readonly midSentence: boolean
}

/** Whether the text would still be sound: whole characters, no line break in the middle of a line, no blank at either end. */
export function isSound(traits: TokenTraits, place: Place): boolean {
  if (traits.unwritable || (traits.hasLineBreak && !place.lineBreaks)) return false
  if (traits.blank && (place.left === 'edge' || place.right === 'edge')) return false
  if (traits.endsWithSpace && place.right === 'edge') return false
  // Nearly all tokens are whole characters, behind whole characters.
  if (traits.whole && place.entry === characterBoundary) return !traits.replacement
  if (spellsReplacement(place.entry, traits.bytes)) return false
  const exit = advance(place.entry, traits.bytes)
  return exit === characterBoundary || (exit !== invalid && place.right === 'hidden')
}

function mayBeFirst(traits: TokenTraits, rule: FirstToken): boolean {
  const { startsWithSpace, first } = traits
  const strayPunctuation = startsWithSpace && (isStop(first) || isClosing(first)) && first !== '…'
  switch (rule) {
    case 'space':
      return startsWithSpace && !strayPunctuation
    case 'space-or-punctuation':
      return startsWithSpace ? !strayPunctuation : traits.whole && !isWord(first)
    case 'no-space':
      return !startsWithSpace && !isStop(first) && !isClosing(first)
    case 'letter':
      return !startsWithSpace && isWord(first)
    case 'any':
      return !strayPunctuation
  }
}

function mayBeLast(traits: TokenTraits, left: Neighbour, rule: LastToken): boolean {
  switch (rule) {
    case 'any':
      return true
    case 'sentence-end':
      return traits.endsSentence || (traits.closes && typeof left === 'object' && left.traits.endsSentence)
    case 'no-stop':
      return !isStop(traits.last)
    case 'letter':
      return isWord(traits.last)
  }
}

const repeatsWord = (token: number, traits: TokenTraits, neighbour: Neighbour): boolean =>
  typeof neighbour === 'object' && neighbour.token === token && traits.startsWithSpace && isWord(traits.first)

/** Two stops in a row, as when a comma and a full stop are drawn at once. */
function doublesStop(before: TokenTraits, after: TokenTraits): boolean {
  if (after.startsWithSpace || !isStop(after.first)) return false
  return /[,;:]/.test(before.last) || (before.last === '.' && /[.,;:]/.test(after.first))
}

/**
 * Whether a sound token also reads well where it stands: words keep off each other, white space only as line breaks (which no space
 * follows), no word twice in a row, no end of a sentence in the middle of one. The rule of words in a row matters when several tokens are drawn from
 * one network call and do not know of each other.
 */
export function isFitting(token: number, traits: TokenTraits, place: Place): boolean {
  const { left, right } = place
  if (traits.blank && !traits.hasLineBreak) return false
  if (place.midSentence && traits.endsSentence) return false
  if (left === 'edge' && !mayBeFirst(traits, place.first)) return false
  if (right === 'edge' && !mayBeLast(traits, left, place.last)) return false
  if (typeof left === 'object' && left.traits.endsWithSpace && traits.startsWithSpace) return false
  if (typeof right === 'object' && right.traits.startsWithSpace && traits.endsWithSpace) return false
  if (typeof left === 'object' && doublesStop(left.traits, traits)) return false
  if (typeof right === 'object' && doublesStop(traits, right.traits)) return false
  return !repeatsWord(token, traits, left) && !repeatsWord(token, traits, right)
}

/** Whether the word that a token is part of is one, as far as it is known. */
export const isSpelled = (traits: TokenTraits, { word }: Place): boolean =>
  word === undefined || spellsWord(word, traits)

/** Whether a canvas may end just before a place: what stands on its left must be able to stand last. */
export function mayEndBefore(place: Place): boolean {
  const { left, entry, last, word } = place
  if (left === 'edge' || entry !== characterBoundary) return false
  if (word !== undefined && last !== 'letter' && !mayEndThere(word)) return false
  if (left === 'hidden' || (last === 'sentence-end' && left.traits.closes)) return true
  return !left.traits.endsWithSpace && mayBeLast(left.traits, 'hidden', last)
}
