import { expect, it } from 'vitest'
import { findFacts, type FactKind } from './find-facts'

const found = (text: string, kind: FactKind) =>
  findFacts(text, [kind], [{ start: 0, end: text.length }]).map(({ start, end }) => text.slice(start, end))

it.each([
  ['The ferry put Ines down at South Quay. Nobody waited.', ['Ines', 'South Quay']],
  ['Nobody knew Leonardo da Vinci, I think.', ['Leonardo da Vinci']],
  ['Ines slept. In the night, Ines woke.', ['Ines', 'Ines']],
  ['The Harbour Inn was shut. “Come in,” said Tom.', ['Harbour Inn', 'Tom']],
  ['It was late, and nobody came.', []]
])('finds the names in %s', (text, names) => {
  expect(found(text, 'names')).toEqual(names)
})

it('finds numbers with what belongs to them', () => {
  expect(found('At 7:30 on the 3rd, 1,250 people paid £3.50 or 12%, not 5.', 'numbers')).toEqual([
    '7:30',
    '3rd',
    '1,250',
    '£3.50',
    '12%',
    '5'
  ])
})

it('finds quotations, and takes no apostrophe for one', () => {
  expect(found('“No,” he said. It’s the dogs’ "own" house, and ‘so it is’.', 'quotations')).toEqual([
    '“No,”',
    '"own"',
    '‘so it is’'
  ])
})

it('finds only what lies whole in one of the ranges', () => {
  const text = 'We met Ines and Tom in 1984.'
  expect(findFacts(text, ['names', 'numbers'], [{ start: 9, end: text.length }])).toEqual([
    { start: 16, end: 19 },
    { start: 23, end: 27 }
  ])
})
