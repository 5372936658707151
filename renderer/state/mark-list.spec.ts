import { expect, it } from 'vitest'
import { listMarks } from './mark-list'

it('lists marks in the order of the text, numbered by kind', () => {
  const text = `One two ${'very '.repeat(20)}long end.`
  const spans = {
    regions: [
      { id: 1, start: 0, end: 3 },
      { id: 2, start: 4, end: 4, words: 1 },
      { id: 3, start: 8, end: text.length }
    ],
    locks: [{ id: 4, start: 1, end: 3 }]
  }
  const listed = listMarks(spans, ({ start, end }) => text.slice(start, end))
  expect(listed.map(({ name, excerpt }) => `${name}: ${excerpt}`)).toEqual([
    'Region 1: One',
    'Lock 1: ne',
    'Gap 1: about 1 word',
    'Region 2: very very very very very very very very very very very very…'
  ])
})
