import { describe, expect, it } from 'vitest'
import { isFitting, isSound, mayEndBefore, type Neighbour, type Place } from './constraints'
import { createTokenTraits } from './token-traits'

// Token ids are indices into this vocabulary; its bytes are UTF-8 unless given as numbers.
const vocabulary = [
  '',
  ' house',
  'house',
  ' the',
  '.',
  ' .',
  '\n',
  ' ',
  '  ',
  ',',
  '…',
  ' …',
  ')',
  ' “',
  's',
  '”',
  ' 1913',
  'a\n',
  [0xe2, 0x80],
  [0x94],
  [0xf0, 0x9f],
  [0x91, 0xa9],
  '👩',
  '-',
  '\x1b',
  '\ufffd'
].map((token) => (typeof token === 'string' ? new TextEncoder().encode(token) : Uint8Array.from(token)))
const traitsOf = createTokenTraits({ tokenBytes: (id) => vocabulary[id]!, vocabularySize: vocabulary.length })
const everyToken = vocabulary.map((_, token) => token)
const half = { emDash: 18, emDashEnd: 19, woman: 20, womanEnd: 21 }

function neighbour(token: number): Neighbour {
  return { token, traits: traitsOf(token) }
}

function place(change: Partial<Place>): Place {
  return {
    left: 'hidden',
    right: 'hidden',
    entry: 0,
    first: 'any',
    last: 'any',
    lineBreaks: false,
    midSentence: false,
    ...change
  }
}

function shown(tokens: readonly number[]): string[] {
  return tokens.map((token) => new TextDecoder().decode(vocabulary[token]))
}

describe('isSound', () => {
  const sound = (change: Partial<Place>) =>
    everyToken.filter((token) => isSound(traitsOf(token), place(change)))

  it('lets no special token, line break or stray byte into a line', () => {
    expect(sound({})).not.toContain(0)
    expect(shown(sound({}))).not.toContain('\x1b')
    expect(sound({})).not.toContain(vocabulary.length - 1)
    expect(shown(sound({}))).not.toContain('\n')
    expect(shown(sound({}))).not.toContain('a\n')
    expect(sound({})).not.toContain(half.emDashEnd)
    expect(sound({})).toContain(half.emDash)
  })

  it('allows line breaks where the old text had some, but not at the ends', () => {
    expect(shown(sound({ lineBreaks: true }))).toContain('\n')
    expect(shown(sound({ lineBreaks: true, left: 'edge' }))).not.toContain('\n')
    expect(shown(sound({ lineBreaks: true, right: 'edge' }))).not.toContain('\n')
    expect(shown(sound({ lineBreaks: true, right: 'edge' }))).not.toContain('a\n')
    expect(shown(sound({ left: 'edge' }))).not.toContain(' ')
  })

  it('ends a character only where something can still follow', () => {
    expect(sound({ right: 'edge' })).not.toContain(half.emDash)
    expect(sound({ right: neighbour(1) })).not.toContain(half.woman)
    expect(sound({ entry: 2, right: neighbour(1) })).toEqual([half.womanEnd])
    expect(sound({ entry: 1 })).toEqual([half.emDashEnd])
  })
})

describe('isFitting', () => {
  const fitting = (change: Partial<Place>) =>
    shown(
      everyToken.filter(
        (token) => isSound(traitsOf(token), place(change)) && isFitting(token, traitsOf(token), place(change))
      )
    )

  it.each([
    ['space', [' house', ' the', ' …', ' “', ' 1913']],
    ['no-space', ['house', 's', '👩', '-']],
    ['letter', ['house', 's']]
  ] as const)('begins a canvas by the rule %s', (first, tokens) => {
    const whole = fitting({ left: 'edge', first }).filter((token) => !token.includes('\ufffd'))
    expect(whole).toEqual(tokens)
  })

  it('begins with a space or goes on with punctuation after a word', () => {
    const tokens = fitting({ left: 'edge', first: 'space-or-punctuation' })
    expect(tokens).toEqual([' house', ' the', '.', ',', '…', ' …', ')', ' “', '”', ' 1913', '👩', '-'])
  })

  it('ends a canvas by the rule of its right seam', () => {
    const right = 'edge'
    expect(fitting({ right, last: 'any' })).toContain('.')
    expect(fitting({ right, last: 'no-stop' })).not.toContain('.')
    expect(fitting({ right, last: 'no-stop' })).toContain('”')
    expect(fitting({ right, last: 'sentence-end' })).toEqual(['.', ' .', '…', ' …'])
    expect(fitting({ right, last: 'sentence-end', left: neighbour(4) })).toEqual([' .', '…', ' …', ')', '”'])
    expect(fitting({ right, last: 'letter' })).toEqual([' house', 'house', ' the', 's', ' 1913'])
  })

  it('ends no sentence in the middle of one', () => {
    expect(fitting({ midSentence: true })).not.toContain('.')
    expect(fitting({ midSentence: true })).toContain(',')
  })

  it('puts no two stops in a row', () => {
    expect(fitting({ left: neighbour(9) })).not.toContain('.')
    expect(fitting({ left: neighbour(9) })).toContain('”')
    expect(fitting({ right: neighbour(4) })).not.toContain(',')
    expect(fitting({ left: neighbour(4) })).not.toContain(',')
  })

  it('repeats no word', () => {
    expect(fitting({ left: neighbour(1) })).not.toContain(' house')
    expect(fitting({ right: neighbour(1) })).not.toContain(' house')
    expect(fitting({ left: neighbour(1) })).toContain('house')
  })

  it('puts no spaces around line breaks or next to spaces', () => {
    const lineBreaks = true
    expect(fitting({ lineBreaks, left: neighbour(6) })).not.toContain(' house')
    expect(fitting({ lineBreaks, right: neighbour(1) })).not.toContain('\n')
    expect(fitting({})).not.toContain(' ')
  })
})

describe('mayEndBefore', () => {
  it('looks at what would then stand last', () => {
    expect(mayEndBefore(place({ left: 'edge' }))).toBe(false)
    expect(mayEndBefore(place({ left: 'hidden' }))).toBe(true)
    expect(mayEndBefore(place({ left: neighbour(1) }))).toBe(true)
    expect(mayEndBefore(place({ left: neighbour(6) }))).toBe(false)
    expect(mayEndBefore(place({ left: neighbour(4), last: 'no-stop' }))).toBe(false)
    expect(mayEndBefore(place({ left: neighbour(1), last: 'sentence-end' }))).toBe(false)
    expect(mayEndBefore(place({ left: neighbour(4), last: 'sentence-end' }))).toBe(true)
    expect(mayEndBefore(place({ left: neighbour(15), last: 'sentence-end' }))).toBe(true)
    expect(mayEndBefore(place({ left: neighbour(half.emDash), entry: 1 }))).toBe(false)
  })
})
