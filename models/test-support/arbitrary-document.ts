import fc from 'fast-check'
import type { MarkedDocument, Region, Span } from '../infill/document'

/** Texts that break careless code: emoji, CRLF, combining marks, CJK, right-to-left, empty lines, things that look like marks. */
const pieces = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('the', 'old', 'house', 'stood', 'at', 'end', 'Nobody', 'had', 'lived', 'war')
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ' ',
      ' ',
      ' ',
      ', ',
      '. ',
      '  ',
      '\n',
      '\r\n',
      '\n\n',
      '\t',
      '\u00a0',
      '\u3000'
    )
  },
  { weight: 2, arbitrary: fc.constantFrom('“', '”', '(', ')', '—', '…', '"', "'", '-', '!', '1913') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '👩‍👩‍👧',
      '🇩🇪',
      '👍🏽',
      'e\u0301',
      'n\u0303',
      '日本語',
      '한국',
      'שלום',
      '\ufeff',
      '𝔘'
    )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '<',
      '&lt;',
      '&amp;lt;',
      '<gap/>',
      '<gap',
      '</',
      '<keep>',
      '</regen>',
      '&',
      'amp;',
      '<b>',
      'gap/>'
    )
  }
)

/** Offsets of `text` that do not cut a character in two. */
function cuts(text: string): number[] {
  const offsets = [0]
  for (const character of text) offsets.push(offsets.at(-1)! + character.length)
  return offsets
}

/** Sorted regions and locks that do not overlap; each lock lies wholly inside or outside a region and is not empty. */
export function arbitraryDocument(): fc.Arbitrary<MarkedDocument> {
  return fc
    .record({
      words: fc.array(pieces, { minLength: 1, maxLength: 60 }),
      edges: fc.array(fc.nat(), { maxLength: 8 }),
      lengths: fc.array(fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }), {
        minLength: 4,
        maxLength: 4
      }),
      lockEdges: fc.array(fc.nat(), { maxLength: 8 })
    })
    .map(({ words, edges, lengths, lockEdges }) => {
      const text = words.join('')
      const offsets = cuts(text)
      const spans = (numbers: readonly number[]): Span[] => {
        const sorted = numbers
          .map((number) => offsets[number % offsets.length]!)
          .sort((left, right) => left - right)
        return sorted.flatMap((start, index) =>
          index % 2 === 0 && index + 1 < sorted.length ? [{ start, end: sorted[index + 1]! }] : []
        )
      }
      const regions: Region[] = spans(edges).map((span, index) => {
        const wanted = lengths[index]
        return wanted === undefined ? span : { ...span, words: wanted }
      })
      const borders = regions.flatMap(({ start, end }) => [start, end])
      const locks = spans(lockEdges).flatMap((span) => splitAt(span, borders))
      return { text, regions, locks }
    })
}

function splitAt(span: Span, borders: readonly number[]): Span[] {
  const points = [
    span.start,
    ...borders.filter((border) => border > span.start && border < span.end),
    span.end
  ]
  return points
    .slice(1)
    .flatMap((end, index) => (end > points[index]! ? [{ start: points[index]!, end }] : []))
}
