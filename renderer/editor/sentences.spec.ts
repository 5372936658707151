import { expect, it } from 'vitest'
import { sentenceAt, sentencesAround, sentencesOf } from './sentences'

const text = 'One is here.  “Two?” she said. Three'

it('parts a paragraph into sentences', () => {
  expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    'One is here.',
    '“Two?” she said.',
    'Three'
  ])
  expect(sentencesOf('… — !')).toEqual([])
})

it.each([
  [0, 'One is here.'],
  [12, 'One is here.'],
  [14, '“Two?” she said.'],
  [36, 'Three']
])('finds the sentence of a caret at %i', (caret, sentence) => {
  const { start, end } = sentenceAt(text, caret)
  expect(text.slice(start, end)).toBe(sentence)
})

it('takes a very long paragraph whole', () => {
  const long = 'Word. '.repeat(5000)
  expect(sentencesOf(long)).toEqual([{ start: 0, end: long.length }])
})

it.each([
  ['is', 'One is here.'],
  ['she said', '“Two?” she said.'],
  ['here.  “Two', 'One is here.  “Two?” she said.'],
  ['Three\nFour', 'Three\nFour five.']
])('finds the whole sentences around %j', (words, sentences) => {
  const whole = `${text}\nFour five. Six.`
  const start = whole.indexOf(words)
  const around = sentencesAround(whole, { start, end: start + words.length })
  expect(whole.slice(around.start, around.end)).toBe(sentences)
})
