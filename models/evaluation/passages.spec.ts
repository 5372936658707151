import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../diffusion/random'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { CorpusDocument } from './corpus-split'
import { drawPassages } from './passages'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

const words = 'the boat left at dawn and men sang while old women looked back to sea in cold wind'.split(' ')

/** Clauses of one to twelve words. */
function prose(random: Random): string {
  const clauses = Array.from({ length: 400 }, () => {
    const clause = Array.from(
      { length: 1 + random.uniformInt(12) },
      () => words[random.uniformInt(words.length)]
    )
    return `${clause.join(' ')}${random.uniformInt(3) === 0 ? '.' : ','}`
  })
  return clauses.join(' ')
}

const documents: CorpusDocument[] = [1, 2, 3].map((number) => ({
  id: `book ${number}`,
  kind: 'fiction',
  text: prose(new Random(number))
}))

describe('passages', () => {
  it('have spans of exactly the tokens asked for, in turn, on word boundaries behind one space', () => {
    const passages = drawPassages(documents, tokenizer, [4, 8], 12, new Random(1))
    expect(passages.map(({ tokens }) => tokens)).toEqual([4, 8, 4, 8, 4, 8, 4, 8, 4, 8, 4, 8])
    for (const { text, start, end, tokens, cut } of passages) {
      const span = text.slice(start, end)
      expect(tokenizer.encode(` ${span}`)).toHaveLength(tokens)
      expect(text.slice(start - 2, start)).toMatch(/\S /)
      expect(span).toMatch(/^\S.*\S$/)
      expect(text.slice(end)).toMatch(/^\s/)
      if (cut === 'clause') expect(span).toMatch(/[,.]$/)
    }
    expect(passages.filter(({ cut }) => cut === 'clause')).toHaveLength(6)
  })

  it('depend on nothing but the stream, and use each document before one is used again', () => {
    const draw = (): string[] =>
      drawPassages(documents, tokenizer, [8], 6, new Random(2)).map(({ document, text }) => document + text)
    expect(draw()).toEqual(draw())
    const first = drawPassages(documents, tokenizer, [8], 3, new Random(2)).map(({ document }) => document)
    expect(new Set(first).size).toBe(3)
  })

  it('are not made up where there are none', () => {
    const short = documents.map((document) => ({ ...document, text: 'Too short.' }))
    expect(() => drawPassages(short, tokenizer, [8], 1, new Random(1))).toThrow(RangeError)
  })
})
