import type { Span } from '../infill/document'
import type { Tokenizer } from '../tokenizer/tokenizer'

/** A word or a mark of punctuation, with the tokens that spell it; `end` exclusive, UTF-16 code units. */
export interface WordTokens extends Span {
  /** Indices, ascending. The space before a word belongs to it. */
  readonly tokens: readonly number[]
  /** The first of `tokens` that is not white space alone. */
  readonly opening: number
}

/** One locale everywhere, so that the same text has the same words on each machine. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * The characters that each token has a byte of. A text may hold bytes that the vocabulary lacks and its tokens leave out.
 *
 * @param tokens what the tokenizer makes of `text`.
 */
export function tokenSpans(text: string, tokens: Int32Array, tokenizer: Tokenizer): Span[] {
  const bytes = new TextEncoder().encode(text)
  const owners = new Uint32Array(bytes.length)
  let filled = 0
  let offset = 0
  for (const character of text) {
    const point = character.codePointAt(0)!
    const width = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    owners.fill(offset, filled, filled + width)
    filled += width
    offset += character.length
  }
  let at = 0
  return Array.from(tokens, (token) => {
    let first = -1
    for (const byte of tokenizer.tokenBytes(token)) {
      while (at < bytes.length && bytes[at] !== byte) at += 1
      if (at === bytes.length) throw new TypeError('These are not the tokens of this text.')
      if (first < 0) first = at
      at += 1
    }
    const start = owners[first]!
    const last = owners[at - 1]!
    return { start, end: last + (text.codePointAt(last)! > 0xffff ? 2 : 1) }
  })
}

/**
 * The words of a text with their tokens. White space with a line break in it belongs to no word; words that share a token are one.
 *
 * @param spans of the text's tokens, from `tokenSpans`.
 */
export function wordTokens(text: string, spans: readonly Span[]): WordTokens[] {
  const words: { start: number; end: number; tokens: number[]; opening: number }[] = []
  let next = 0
  let waiting: number[] = []
  for (const { segment, index: start } of segmenter.segment(text)) {
    if (segment.trim() === '') continue
    const end = start + segment.length
    const own: number[] = []
    let opening = -1
    for (; next < spans.length; next += 1) {
      const { start: from, end: to } = spans[next]!
      const visible = text.slice(from, to).search(/\S/)
      if (visible < 0) waiting = /[\r\n]/.test(text.slice(from, to)) ? [] : [...waiting, next]
      else if (from + visible >= end) break
      else {
        own.push(...waiting, next)
        waiting = []
        if (opening < 0) opening = next
      }
    }
    const previous = words.at(-1)
    if (opening >= 0) words.push({ start, end, tokens: own, opening })
    else if (previous !== undefined) previous.end = end
  }
  return words
}
