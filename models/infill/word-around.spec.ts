import { describe, expect, it } from 'vitest'
import { WordList } from '../words/word-list'
import { CanvasState } from './canvas-state'
import { isSpelled, mayEndBefore } from './constraints'
import { Spelling } from './spelling'
import { createTokenTraits } from './token-traits'

const list = new WordList(['calm', 'calmed', 'calmly', 'house', 'houses', 'of', 'the', 'was'])
const texts = [
  '',
  '',
  ' cal',
  'm',
  'ly',
  'ness',
  '.',
  ' the',
  '’',
  't',
  ' Cal',
  '-',
  '7',
  ' zor',
  'kel',
  's',
  [0xc3],
  [0xa9],
  '“',
  'l',
  'ed',
  ' hou'
]
const bytes = texts.map((text) =>
  typeof text === 'string' ? new TextEncoder().encode(text) : Uint8Array.from(text)
)
const traitsOf = createTokenTraits({ tokenBytes: (id) => bytes[id]!, vocabularySize: bytes.length })

const [mask, pad, halfCharacter] = [0, 1, 16]

function tokenOf(text: string): number {
  const token = text === '_' ? mask : text === '|' ? pad : texts.indexOf(text)
  if (token < 0) throw new Error(`No token is “${text}”.`)
  return token
}

/**
 * Tokens that spell something at the first hidden place.
 *
 * @param canvas tokens: `_` hidden, `|` the end.
 */
function spelled(
  canvas: readonly string[],
  offered: readonly string[],
  {
    last = 'any',
    around = '',
    ownWords = []
  }: { last?: 'any' | 'letter'; around?: string; ownWords?: readonly string[] } = {}
): string[] {
  const state = stateOf(canvas, last, around, ownWords)
  const place = state.placeOf(canvas.indexOf('_'))
  return offered.filter((text) => isSpelled(traitsOf(tokenOf(text)), place))
}

function stateOf(
  canvas: readonly string[],
  last: 'any' | 'letter',
  around: string,
  ownWords: readonly string[] = []
): CanvasState {
  const slot = {
    length: canvas.length,
    minimum: canvas.length,
    seams: { first: 'any', last, midSentence: false },
    lineBreaks: false,
    next: undefined,
    tokens: Int32Array.from(canvas, (text) => (text === '_' ? -1 : tokenOf(text)))
  } as const
  return new CanvasState([slot], {
    maskId: mask,
    padId: pad,
    traitsOf,
    fallbacks: [],
    spelling: Spelling.of(list, around, ownWords)
  })
}

describe('words in several tokens', () => {
  it('go on only with letters that can become a word', () => {
    expect(spelled([' cal', '_', '_'], ['m', 'ly', 'ness', 't'])).toEqual(['m'])
    expect(spelled([' cal', 'm', '_', '_'], ['ly', 'ness', 't'])).toEqual(['ly'])
  })

  it('end only as a word', () => {
    expect(spelled([' cal', 'm', '_', '_'], ['.', ' the', '“', '-'])).toEqual(['.', ' the', '“', '-'])
    expect(spelled([' cal', 'm', 'l', '_', '_'], ['.'])).toEqual([])
    expect(spelled([' the', ' zor', 'kel', '_', '_'], ['.', ' the'])).toEqual([])
  })

  it('are words where what follows is known', () => {
    expect(spelled([' cal', '_', ' the'], ['m', 'ly'])).toEqual(['m'])
    expect(spelled([' cal', '_', 'ed'], ['m'])).toEqual(['m'])
    expect(spelled([' zor', '_', ' the'], ['kel'])).toEqual([])
    expect(spelled([' cal', '_'], ['m', 'ness'])).toEqual(['m'])
    expect(spelled([' cal', '_', '|'], ['m', 'ness'])).toEqual(['m'])
  })

  it('begin only with what their known letters make a word of', () => {
    expect(spelled(['_', 'm', ' the'], [' cal', ' zor', ' the'])).toEqual([' cal'])
    expect(spelled(['_', 'm', '_'], [' cal', ' zor'])).toEqual([' cal'])
  })

  it('may be left unfinished where the text behind goes on with the word', () => {
    expect(spelled([' hou', '_'], ['s'], { last: 'letter' })).toEqual(['s'])
    expect(spelled([' hou', '_'], ['s'])).toEqual([])
  })

  it('may be words of the text around', () => {
    expect(spelled([' zor', '_', '_'], ['kel'], { around: 'She saw a zorkels.' })).toEqual(['kel'])
    expect(spelled([' zor', '_', ' the'], ['kel'], { around: 'She saw a zorkels.' })).toEqual([])
    expect(spelled([' zor', '_', ' the'], ['kel'], { around: 'She saw a zorkel.' })).toEqual(['kel'])
  })

  it('may be words that the writer has taken up', () => {
    const ownWords = ['Calness', 'zorkel']
    expect(spelled([' zor', '_', ' the'], ['kel'], { ownWords })).toEqual(['kel'])
    expect(spelled([' zor', '_', ' the'], ['kel', 's'], { ownWords, around: 'a calm house' })).toEqual([
      'kel'
    ])
    expect(spelled([' cal', '_', ' the'], ['ness'], { ownWords })).toEqual([])
  })

  it('may end before an apostrophe and before half a character', () => {
    expect(spelled([' zor', 'kel', '_', '_'], ['’', '.'])).toEqual(['’'])
    const state = stateOf([' zor', 'kel', '_', '_'], 'any', '')
    expect(isSpelled(traitsOf(halfCharacter), state.placeOf(2))).toBe(true)
  })
})

describe('no list is asked', () => {
  it('about words of one token', () => {
    expect(spelled([' zor', '_', '_'], ['.', ' the'])).toEqual(['.', ' the'])
    expect(spelled(['_', '_'], [' zor'])).toEqual([' zor'])
  })

  it('about names, numbers and other letters', () => {
    expect(spelled([' Cal', '_', '_'], ['ness'])).toEqual(['ness'])
    expect(spelled([' Cal', 'ness', '_', '_'], ['.'])).toEqual(['.'])
    expect(spelled([' cal', '7', '_', '_'], ['ness', '.'])).toEqual(['ness', '.'])
    expect(spelled([' cal', '_', '_'], ['7'])).toEqual(['7'])
  })

  it('where the beginning of the word is hidden, or stands before the canvas', () => {
    expect(spelled(['ness', '_', '_'], ['ness', '.'])).toEqual(['ness', '.'])
    const hidden = stateOf(['_', 'ness', '_'], 'any', '')
    expect(isSpelled(traitsOf(tokenOf('ness')), hidden.placeOf(2))).toBe(true)
  })

  it('in a text of another language', () => {
    const german = 'der alte mann ging langsam die lange strasse hinunter'
    expect(spelled([' zor', '_', '_'], ['kel'], { around: german })).toEqual(['kel'])
    expect(spelled([' zor', '_', '_'], ['kel'], { around: 'the calm house of the houses was calm' })).toEqual(
      []
    )
  })
})

describe('a word behind a mark', () => {
  it('begins there', () => {
    expect(spelled(['-', 'm', '_', '_'], ['ness', '.'])).toEqual(['.'])
    expect(spelled(['“', 'ly', 'ness', '_', '_'], ['.'])).toEqual([])
  })
})

describe('the end of a canvas', () => {
  const mayEnd = (canvas: readonly string[], last: 'any' | 'letter' = 'any'): boolean =>
    mayEndBefore(stateOf(canvas, last, '').placeOf(canvas.indexOf('_')))

  it('stands behind a whole word', () => {
    expect(mayEnd([' cal', 'm', '_', '_'])).toBe(true)
    expect(mayEnd([' zor', 'kel', '_', '_'])).toBe(false)
    expect(mayEnd([' zor', '_', '_'])).toBe(true)
  })

  it('stands anywhere where the text behind goes on with the word', () => {
    expect(mayEnd([' zor', 'kel', '_', '_'], 'letter')).toBe(true)
  })
})
