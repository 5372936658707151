import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChanges } from '../editor/text-change'
import { acceptPart, sentenceIn, sliceCells, wholeWords } from './accept-cards'
import { alignedOffset, readableDifference, wordDifference } from './word-difference'

const token = (text: string) => ({ kind: 'token' as const, text, confidence: 0.5 })
const cellsOf = (text: string) => text.split(/(?= )/u).map(token)

describe('accepting a part', () => {
  const old = 'The dog ran home. It was late.'
  const fresh = 'The black cat ran home. Nobody had seen it.'
  const region = { start: 10, end: 10 + old.length, text: old, locks: [] }
  const part = (words: string, text = fresh) => {
    const start = text.indexOf(words)
    return acceptPart(region, { text, cells: cellsOf(text) }, { start, end: start + words.length })!
  }

  it('takes the words and leaves the old text that the rest would replace', () => {
    const { replacements, marks, rest } = part('black cat')
    expect(replacements).toEqual([
      { start: 10, end: 10 + old.length, text: 'The black cat ran home. It was late.' }
    ])
    expect(marks.regions).toEqual([
      { start: 10, end: 14 },
      { start: 23, end: 10 + 'The black cat ran home. It was late.'.length }
    ])
    expect(rest.map(({ text }) => text)).toEqual(['The ', ' ran home. Nobody had seen it.'])
  })

  it('takes the first sentence and leaves the second', () => {
    const { replacements, rest } = part('The black cat ran home.')
    expect(replacements[0]!.text).toBe('The black cat ran home. It was late.')
    expect(rest.map(({ text }) => text)).toEqual([' Nobody had seen it.'])
  })

  it('grows to whole words and takes none where there is none', () => {
    expect(part('ack c').rest.map(({ text }) => text)).toEqual(['The ', ' ran home. Nobody had seen it.'])
    expect(acceptPart(region, { text: 'a  b', cells: cellsOf('a  b') }, { start: 2, end: 2 })).toBeNull()
  })

  it('changes no lock, whatever is accepted', () => {
    const word = fc.constantFrom('sea', 'gull', 'wind', 'and', 'the')
    const words = fc.array(word, { maxLength: 4 })
    fc.assert(
      fc.property(
        words,
        words,
        words,
        words,
        fc.nat(),
        fc.nat(),
        (oldLeft, oldRight, left, right, from, length) => {
          const join = (before: readonly string[], after: readonly string[]) =>
            [...before, 'LOCKED PLACE', ...after].join(' ')
          const text = join(oldLeft, oldRight)
          const at = text.indexOf('LOCKED')
          const cells = [
            ...left.map((own) => token(`${own} `)),
            { kind: 'lock' as const, text: 'LOCKED PLACE' },
            ...right.map((own) => token(` ${own}`))
          ]
          const proposed = join(left, right)
          const start = from % (proposed.length + 1)
          const accepted = acceptPart(
            { start: 0, end: text.length, text, locks: [{ id: 1, start: at, end: at + 12 }] },
            { text: proposed, cells },
            { start, end: Math.min(proposed.length, start + length) }
          )
          if (!accepted) return
          const [{ start: offset, end, text: inserted }] = accepted.replacements as [
            { start: number; end: number; text: string }
          ]
          const result = applyChanges(text, [{ offset, removed: end - offset, inserted }])
          const [lock] = accepted.marks.locks
          expect(result.slice(lock!.start, lock!.end)).toBe('LOCKED PLACE')
          expect(result.split('LOCKED PLACE')).toHaveLength(2)
          const sides = accepted.rest.map((side) => side.text)
          expect(sides.every((side) => proposed.includes(side))).toBe(true)
          for (const { start: a, end: b } of accepted.marks.regions) {
            expect(a).toBeLessThanOrEqual(b)
            expect(b).toBeLessThanOrEqual(result.length)
          }
        }
      )
    )
  })
})

it('cuts cells without losing a character', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 4 })), fc.nat(), (texts, at) => {
      const cells = texts.map(token)
      const text = texts.join('')
      const cut = at % (text.length + 1)
      const both = [
        ...sliceCells(cells, { start: 0, end: cut }),
        ...sliceCells(cells, { start: cut, end: text.length })
      ]
      expect(both.map((cell) => (cell.kind === 'mask' ? '' : cell.text)).join('')).toBe(text)
    })
  )
})

it('finds the words of a range and the sentence at a place', () => {
  const text = ' One two. Three four. '
  expect(wholeWords(text, { start: 6, end: 7 })).toEqual({ start: 5, end: 9 })
  const { start, end } = sentenceIn(text, 12)
  expect(text.slice(start, end)).toBe('Three four.')
})

describe('the difference between two texts', () => {
  it('has both texts in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const parts = wordDifference(before, after)
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map(({ text }) => text)
            .join('')
        expect([without('added'), without('removed')]).toEqual([before, after])
      })
    )
  })

  it('shows nothing but the new text where little was kept, and in a gap', () => {
    expect(readableDifference('one two three', 'quite something else')).toEqual([
      { kind: 'added', text: 'quite something else' }
    ])
    expect(readableDifference('', 'new words')).toEqual([{ kind: 'same', text: 'new words' }])
  })

  it('aligns places between words, and never goes backwards', () => {
    const [before, after] = ['the dog ran home late', 'the black cat ran home']
    const offsets = [...after.matchAll(/ /gu)].map(({ index }) => alignedOffset(before, after, index))
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
    expect(alignedOffset(before, after, after.indexOf(' ran'))).toBe(before.indexOf(' ran'))
  })
})
