import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PreviewCell } from '../editor/preview-runs'
import { partsAround, swapWord, wordsOf } from './card-words'
import { hiddenParts, requestForParts, textOf, type Card } from './fill-cards'

const token = (text: string, confidence = 0.5, ...candidates: string[]): PreviewCell => ({
  kind: 'token',
  text,
  confidence,
  candidates: candidates.map((other, index) => ({ text: other, probability: 0.4 / (index + 1) }))
})
const lock = (text: string): PreviewCell => ({ kind: 'lock', text })
const mask: PreviewCell = { kind: 'mask' }
const regionOf = (...cells: PreviewCell[]) => ({ text: textOf(cells), cells })
const cardOf = (...cells: PreviewCell[]): Card => ({ regions: [regionOf(...cells)], record: null })

describe('the words of a card', () => {
  it('are joined from their tokens, with the least of their probabilities', () => {
    const region = regionOf(
      token('The', 0.9),
      token(' un', 0.3),
      token('known', 0.1),
      token(',', 0.9),
      lock(' sea')
    )
    expect(wordsOf(region, 0)).toMatchObject([
      { text: 'The', start: 0, end: 3, probability: 0.9, certainty: 'sure' },
      { text: 'unknown', start: 4, end: 11, probability: 0.1, certainty: 'unsure', part: { from: 1, to: 3 } }
    ])
  })

  it('offer only other whole words that stand as they do', () => {
    const region = regionOf(token('The'), token(' mill', 0.2, ' mill', ' barn', 'ing', ' —', ' house'))
    expect(wordsOf(region, 0)[1]!.others.map(({ text }) => text)).toEqual(['barn', 'house'])
  })

  it('offer for a word of several tokens what was offered for the first, and nothing for one that goes on with a lock', () => {
    const region = regionOf(
      token(' un', 0.3, ' the'),
      token('known', 0.1, 'seen'),
      lock(' dog'),
      token('s', 0.2, 'ged')
    )
    expect(wordsOf(region, 0).map(({ others }) => others.map(({ text }) => text))).toEqual([['the'], []])
  })

  it('stand in the text where they say', () => {
    const texts = fc.array(fc.constantFrom(' mill', 'ing', ',', ' a', '.', ' “', 'sea', '\n'), {
      maxLength: 12
    })
    fc.assert(
      fc.property(texts, (pieces) => {
        const region = regionOf(...pieces.map((piece) => token(piece)))
        for (const { start, end, text } of wordsOf(region, 0))
          expect(region.text.slice(start, end)).toBe(text)
      })
    )
  })

  it('give way to another without a change of anything else', () => {
    const card = cardOf(token('The'), token(' mill', 0.2, ' barn'), token(' stood'))
    const word = wordsOf(card.regions[0]!, 0)[1]!
    const swapped = swapWord(card, word, word.others[0]!)
    expect(swapped.regions[0]!.text).toBe('The barn stood')
    expect([swapped.regions[0]!.cells[0], swapped.regions[0]!.cells[2]]).toEqual([
      card.regions[0]!.cells[0],
      card.regions[0]!.cells[2]
    ])
  })

  it('give way with all their tokens, and can come back', () => {
    const card = cardOf(token('The'), token(' un', 0.3, ' old'), token('known', 0.1), token(' sea'))
    const word = wordsOf(card.regions[0]!, 0)[1]!
    const swapped = swapWord(card, word, word.others[0]!)
    expect(swapped.regions[0]!.text).toBe('The old sea')
    const other = wordsOf(swapped.regions[0]!, 0)[1]!
    expect(other.others).toEqual([{ text: 'unknown', probability: 0.1 }])
    expect(swapWord(swapped, other, other.others[0]!).regions[0]!.text).toBe('The unknown sea')
  })

  it('have neighbours that are written anew, locks between them left out', () => {
    const region = regionOf(token('one'), token(' two'), lock(' three'), token(' four'), token(' five'))
    const words = wordsOf(region, 0)
    expect(partsAround(region, words[2]!)).toEqual([
      { region: 0, from: 0, to: 2 },
      { region: 0, from: 4, to: 5 }
    ])
    expect(partsAround(region, words[1]!)).toEqual([
      { region: 0, from: 0, to: 1 },
      { region: 0, from: 3, to: 5 }
    ])
  })
})

describe('a card that was stopped', () => {
  it('hides the rest of a word whose beginning is hidden', () => {
    const card = cardOf(token('The'), mask, token('known'), token(' sea'), mask, mask)
    expect(hiddenParts(card)).toEqual([
      { region: 0, from: 1, to: 3 },
      { region: 0, from: 4, to: 6 }
    ])
  })

  it('becomes a text with gaps in it, and nothing around it changes', () => {
    const card = cardOf(token('The'), mask, mask, token(' sea'))
    const { text, marks } = requestForParts('<old> rest', [{ start: 0, end: 5 }], card, hiddenParts(card))
    expect(text).toBe('The sea rest')
    expect(marks).toEqual({ regions: [{ start: 3, end: 3, words: 2 }], locks: [] })
  })
})
