import { expect, it } from 'vitest'
import { countText, formatReadingTime } from './text-counts'

it('counts what a reader sees', () => {
  expect(countText('One is here. “Two?” she said.\n\nCafe\u0301!')).toMatchObject({
    words: 7,
    characters: 34,
    sentences: 3
  })
  expect(countText('')).toEqual({ words: 0, characters: 0, sentences: 0, minutes: 0 })
})

it('tells the time of reading', () => {
  expect(countText('word '.repeat(476)).minutes).toBe(2)
  expect([0.4, 1.2, 59, 125].map(formatReadingTime)).toEqual([
    'less than a minute',
    '1 minute',
    '59 minutes',
    '2 h 5 min'
  ])
})
