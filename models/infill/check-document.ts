import type { MarkedDocument, Span } from './document'
import { FillError } from './fill-error'

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Whether a cut at `offset` falls between the two halves of one character. */
function splitsCharacter(text: string, offset: number): boolean {
  return isHighSurrogate(text.charCodeAt(offset - 1)) && isLowSurrogate(text.charCodeAt(offset))
}

function checkOrder(spans: readonly Span[], what: string): void {
  spans.forEach((span, index) => {
    const previous = spans[index - 1]
    if (span.start > span.end || (previous !== undefined && span.start < previous.end)) {
      throw new FillError(
        'bad-span',
        `The ${what} at ${span.start} overlaps another one, or is not in the order of the text.`
      )
    }
  })
}

/**
 * What must hold before a document can be filled. Offsets in the messages are UTF-16 code units, as in the document.
 *
 * @throws FillError `empty-text`, `no-regions`, `lock-outside-text` or `bad-span`.
 */
export function checkDocument({ text, regions, locks }: MarkedDocument): void {
  if (text.trim() === '') {
    throw new FillError(
      'empty-text',
      'There is no text yet: write something around the gap for the new words to fit.'
    )
  }
  if (regions.length === 0) {
    throw new FillError(
      'no-regions',
      'Nothing is marked to be filled: mark a region to rewrite, or insert a gap.'
    )
  }
  for (const lock of locks) {
    if (lock.end > text.length) {
      throw new FillError(
        'lock-outside-text',
        `The lock at ${lock.start}–${lock.end} lies outside the text (${text.length} long).`
      )
    }
  }
  checkOrder(regions, 'region')
  checkOrder(locks, 'lock')
  for (const region of regions) {
    if (region.end > text.length) {
      throw new FillError(
        'bad-span',
        `The region at ${region.start}–${region.end} lies outside the text (${text.length} long).`
      )
    }
  }
  for (const { start, end } of [...regions, ...locks]) {
    if (splitsCharacter(text, start) || splitsCharacter(text, end)) {
      throw new FillError('bad-span', `The region or lock at ${start}–${end} cuts a character in two.`)
    }
  }
}
