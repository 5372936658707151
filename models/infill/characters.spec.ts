import { describe, expect, it } from 'vitest'
import { firstCharacter, lastCharacter } from './characters'

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
