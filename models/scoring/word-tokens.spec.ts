import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { arbitraryDocument } from '../test-support/arbitrary-document'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { tokenSpans, wordTokens } from './word-tokens'

let tokenizer: Tokenizer

beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

function read(text: string) {
  const tokens = tokenizer.encode(text)
  const spans = tokenSpans(text, tokens, tokenizer)
  return { tokens, spans, words: wordTokens(text, spans) }
}

describe('the spans of tokens', () => {
  it('spell the text, but for the bytes that the vocabulary lacks', () => {
    fc.assert(
      fc.property(arbitraryDocument(), ({ text }) => {
        const { spans } = read(text)
        let at = 0
        for (const { start, end } of spans) {
          // A character of several tokens is in the span of each.
          expect(start).toBeLessThanOrEqual(Math.max(at, 0))
          expect(end).toBeGreaterThan(start)
          expect(end).toBeGreaterThanOrEqual(at)
          at = end
        }
        expect(at).toBe(text.length)
      })
    )
  })

  it('pass over a character that has no token, and take half a character for the one it is read as', () => {
    const dropped = read('a\u0004b')
    expect(dropped.spans.map(({ start, end }) => 'a\u0004b'.slice(start, end))).toEqual(['a', 'b'])
    expect(read('\ud800 a').spans.at(-1)).toEqual({ start: 1, end: 3 })
  })

  it('refuse the tokens of another text', () => {
    expect(() => tokenSpans('house', tokenizer.encode('mouse'), tokenizer)).toThrow(TypeError)
  })
})

describe('words', () => {
  it('share out all tokens but line breaks, each to one word, in order', () => {
    fc.assert(
      fc.property(arbitraryDocument(), ({ text }) => {
        const { spans, words } = read(text)
        const owned = words.flatMap((word) => [...word.tokens])
        expect(owned).toEqual([...new Set(owned)].sort((a, b) => a - b))
        spans.forEach(({ start, end }, token) => {
          if (text.slice(start, end).trim() !== '') expect(owned).toContain(token)
        })
        let at = 0
        for (const { start, end, tokens, opening } of words) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(end).toBeGreaterThan(start)
          // A byte-order mark in the text counts as part of the word before it.
          expect(text.slice(start, end)).toMatch(/^\S(.*[\S\ufeff])?$/su)
          expect(tokens).toContain(opening)
          at = end
        }
      })
    )
  })

  it('are words and marks of punctuation, with the space before them', () => {
    const text = `“Don't go,” she said.\n\nIn 1913 the river-boats stopped.`
    const { spans, words } = read(text)
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual([
      '“',
      "Don't",
      'go',
      ',”',
      'she',
      'said',
      '.',
      'In',
      '1913',
      'the',
      'river',
      '-',
      'boats',
      'stopped',
      '.'
    ])
    const year = words[8]!
    expect(year.tokens.map((token) => text.slice(spans[token]!.start, spans[token]!.end))).toEqual([
      ' ',
      '1',
      '9',
      '1',
      '3'
    ])
    expect(year.opening).toBe(year.tokens[1])
  })
})
