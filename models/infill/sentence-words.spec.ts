import { describe, expect, it } from 'vitest'
import { nearbySentenceWords, usualSentenceWords } from './sentence-words'

describe('nearbySentenceWords', () => {
  it('is the mean of the sentences on both sides', () => {
    expect(nearbySentenceWords('One two. “Three four five!” ', ' Six? Seven eight', false)).toBe(2)
  })

  it('leaves out the rest of the sentence that a gap stands in', () => {
    expect(nearbySentenceWords('One. Two. ', 'one two three four. Five six seven eight.', true)).toBe(2)
    expect(nearbySentenceWords('One. Two. ', 'one two three four. Five six.', false)).toBe(2)
  })

  it('leaves out what a paragraph ends, and begins anew behind it', () => {
    expect(
      nearbySentenceWords('A heading of five words\n\nOne two.\r\n\r\nThree four. Five six. ', '', false)
    ).toBe(2)
  })

  it('leaves out the sentence that its reach cuts', () => {
    const sentence = 'It was a cold and windy day. '
    const cut = `${'and so on '.repeat(80)}to the end. ${sentence.repeat(4)}`
    expect(nearbySentenceWords(cut, '', false)).toBe(7)
  })

  it('is the usual where fewer than three whole sentences stand', () => {
    expect(nearbySentenceWords('One. no end', 'anywhere. Two', false)).toBe(usualSentenceWords)
  })
})
