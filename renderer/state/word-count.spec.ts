import { expect, it } from 'vitest'
import { countWords, formatCount } from './word-count'

it.each([
  ['', 0],
  ['  \n ', 0],
  ['The old house.', 3],
  ['It’s a well-kept don’t-ask house — no. 7, £3.50', 8],
  ['e\u0301te\u0301', 1],
  ['古い家', 3],
  ['🙂', 0]
])('counts the words of %j', (text, count) => {
  expect(countWords(text)).toBe(count)
})

it('writes counts', () => {
  expect([formatCount(1, 'word'), formatCount(1204, 'word')]).toEqual(['1 word', '1,204 words'])
})
