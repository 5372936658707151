import { describe, expect, it } from 'vitest'
import { firstCharacter, hasOpenQuote, lastCharacter, sentenceEnd } from './characters'

describe('firstCharacter and lastCharacter', () => {
  it.each([
    ['', '', ''],
    ['a', 'a', 'a'],
    ['ab', 'a', 'b'],
    ['👩', '👩', '👩'],
    ['a👩', 'a', '👩'],
    ['👩b', '👩', 'b'],
    ['\n\n', '\n', '\n'],
    ['x\ud83d', 'x', '\ud83d'],
    ['\ud83dx', '\ud83d', 'x']
  ])('take whole code points of %j', (text, first, last) => {
    expect(firstCharacter(text)).toBe(first)
    expect(lastCharacter(text)).toBe(last)
  })
})

describe('sentenceEnd', () => {
  it.each(['One.', 'One?”', 'One!)', 'One…', 'One.’”', '."'])('is found in %s', (text) => {
    expect(text).toMatch(sentenceEnd)
  })

  it.each(['One', 'One,', '“One”', 'One. ', 'e.g. one'])('is not found in %j', (text) => {
    expect(text).not.toMatch(sentenceEnd)
  })
})

describe('hasOpenQuote', () => {
  it.each(['“Go', '"Go', '“Go.” “Why', '«Va'])('is true of %s', (text) => {
    expect(hasOpenQuote(text)).toBe(true)
  })

  it.each(['', 'Go', '“Go.”', '"Go"', 'don’t', "don't", 'Go.”'])('is false of %j', (text) => {
    expect(hasOpenQuote(text)).toBe(false)
  })
})
