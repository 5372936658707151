/** What a single character (code point) means for the spacing between words. The empty string is none of these. */

const word = /^[\p{L}\p{N}\p{M}]/u
const space = /^\s/u
const opening = /^[\p{Ps}\p{Pi}¿¡]/u
const closing = /^[\p{Pe}\p{Pf}]/u
const stop = /^[.,;:!?…]/u
/** Scripts that are written without spaces between words. */
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** The end of a sentence at the end of a text, with the quotes and brackets that close behind it. */
export const sentenceEnd = /[.!?…]["'”’»)\]]*$/

export const isWord = (character: string): boolean => word.test(character)
export const isSpace = (character: string): boolean => space.test(character)
export const isOpening = (character: string): boolean => opening.test(character)
export const isClosing = (character: string): boolean => closing.test(character)
export const isStop = (character: string): boolean => stop.test(character)
export const isUnspacedScript = (character: string): boolean => unspaced.test(character)

/** The first code point of a text, or ''. */
export function firstCharacter(text: string): string {
  const code = text.codePointAt(0)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** The last code point of a text, or ''. */
export function lastCharacter(text: string): string {
  const pair = text.codePointAt(text.length - 2)
  return pair !== undefined && pair > 0xffff ? String.fromCodePoint(pair) : text.slice(-1)
}

/** Whether a text opens a quote that it does not close. Apostrophes are no quotes here. */
export function hasOpenQuote(text: string): boolean {
  const count = (quote: RegExp): number => text.match(quote)?.length ?? 0
  return count(/“/g) > count(/”/g) || count(/«/g) > count(/»/g) || count(/"/g) % 2 === 1
}
