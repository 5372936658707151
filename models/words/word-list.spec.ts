import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WordList } from './word-list'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'z', 'é'), minLength: 1, maxLength: 5 })

describe('WordList', () => {
  it('has the words that it was made of, and no others', () => {
    fc.assert(
      fc.property(fc.array(word), word, (words, other) => {
        expect(new WordList(words).has(other)).toBe(words.includes(other))
      })
    )
  })

  it('tells whether letters can become a word', () => {
    fc.assert(
      fc.property(fc.array(word), word, (words, letters) => {
        expect(new WordList(words).begins(letters)).toBe(words.some((known) => known.startsWith(letters)))
      })
    )
  })

  it('has no word in an empty list', () => {
    expect(new WordList([]).has('')).toBe(false)
    expect(new WordList([]).begins('')).toBe(false)
  })
})
