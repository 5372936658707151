import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differingPlaces } from './differing-places'

const filler = 'Nobody had lived there since the war, and the ferry came no more than once a week in summer.'
const shown = (before: string, after: string) =>
  differingPlaces(before, after).map(({ line, parts }) => [
    line,
    parts
      .map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `+${text}+` : `-${text}-`))
      .join('')
  ])

describe('the places where two texts differ', () => {
  it('are none of one text', () => {
    expect(differingPlaces(filler, filler)).toEqual([])
  })

  it('have the words around them, as far as their line goes', () => {
    expect(shown('One.\nThe old house stood.\nTwo.', 'One.\nThe new house stood.\nTwo.')).toEqual([
      [2, 'The -old-+new+ house stood.']
    ])
  })

  it('are one where they are near, and several where more stands between them', () => {
    expect(shown('The old house stood.', 'A new house stood.')).toEqual([
      [1, '-The-+A+ -old-+new+ house stood.']
    ])
    const text = `The old house.\n${filler}\n${filler}\nThe old lane.`
    expect(shown(text, text.replaceAll('old', 'new'))).toEqual([
      [1, 'The -old-+new+ house.'],
      [4, 'The -old-+new+ lane.']
    ])
  })

  it('say of a long line only its nearest words', () => {
    expect(shown(`${filler} Old. ${filler} ${filler}`, `${filler} New. ${filler} ${filler}`)).toEqual([
      [
        1,
        '… and the ferry came no more than once a week in summer. -Old-+New+. Nobody had lived there since the war, and the ferry came …'
      ]
    ])
  })

  it('lie where the first text differs, and are none of its words that stayed', () => {
    const word = fc.constantFrom('old ', 'house ', 'lane. ', '\n', filler)
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const places = differingPlaces(before, after)
        expect(places.length === 0).toBe(before === after)
        let end = 0
        for (const { start, end: last, line, parts } of places) {
          expect(start).toBeGreaterThanOrEqual(end)
          expect(line).toBe(before.slice(0, start).split('\n').length)
          const own = parts.filter(({ kind }) => kind !== 'added')
          const inner = own.map(({ text: words }) => words).join('')
          expect(inner).toContain(before.slice(start, last))
          end = last
        }
      })
    )
  })
})
