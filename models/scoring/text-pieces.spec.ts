import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { pieceAt, pieceStart } from './text-pieces'

let tokenizer: Tokenizer

beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

const words = fc.constantFrom(
  'the',
  'house',
  '1913',
  '“No,”',
  'e\u0301',
  '👩‍👧',
  '日本語',
  "don't",
  '—',
  '(so)',
  '3.14'
)
const gaps = fc.oneof(
  { weight: 5, arbitrary: fc.constant(' ') },
  fc.constantFrom('  ', '\n', '\n\n', '\t', ' \n', '\u00a0', '')
)
const text = fc
  .array(fc.tuple(words, gaps), { minLength: 1, maxLength: 1500 })
  .map((parts) => parts.map((part) => part.join('')).join(''))

const starts = (whole: string): number[] => {
  const found: number[] = []
  for (let index = 0; (found.at(-1) ?? 0) < whole.length; index += 1) found.push(pieceStart(whole, index))
  return found
}

describe('the pieces of a text', () => {
  it('follow one another, cover it, and tell which holds a character', () => {
    fc.assert(
      fc.property(text, fc.nat(), (whole, number) => {
        const edges = starts(whole)
        expect(edges[0]).toBe(0)
        expect(edges.at(-1)).toBe(whole.length)
        edges.slice(1).forEach((edge, index) => expect(edge).toBeGreaterThan(edges[index]!))
        const offset = number % whole.length
        const index = pieceAt(whole, offset)
        expect(pieceStart(whole, index)).toBeLessThanOrEqual(offset)
        expect(pieceStart(whole, index + 1)).toBeGreaterThan(offset)
      })
    )
  })

  it('have the tokens of the whole text', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const edges = starts(whole)
        const apart = edges
          .slice(1)
          .flatMap((edge, index) => [...tokenizer.encode(whole.slice(edges[index], edge))])
        expect(apart).toEqual([...tokenizer.encode(whole)])
      }),
      { numRuns: 40 }
    )
  })

  it('cut no character in two where there is no space to cut at', () => {
    const whole = `a${'👍'.repeat(3000)}`
    for (const edge of starts(whole)) expect(whole.slice(edge, edge + 2)).toMatch(/^(a.*|👍|)$/su)
    const apart = starts(whole).map((edge, index) => whole.slice(edge, starts(whole)[index + 1]))
    expect(apart.join('')).toBe(whole)
  })
})
