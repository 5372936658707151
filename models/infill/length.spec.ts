import { beforeAll, describe, expect, it } from 'vitest'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import type { Tokenizer } from '../tokenizer/tokenizer'
import {
  automaticLength,
  gapKind,
  gapPlace,
  measureTokensPerWord,
  wantedLength,
  type GapKind
} from './length'
import { parseMarks } from './marks'
import { planFill } from './plan'
import type { LengthWish } from './settings'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

function wanted(source: string) {
  const plan = planFill(parseMarks(source))
  return wantedLength(plan, plan.canvases[0]!, tokenizer)
}

describe('wantedLength', () => {
  it('turns words into tokens', () => {
    expect(wanted('a <gap words="12"/> b')).toEqual({ length: 18, minimum: 12 })
    expect(wanted('a <gap words="1"/> b')).toEqual({ length: 1, minimum: 1 })
  })

  it('keeps about the length of old text', () => {
    const tokens = tokenizer.encode(' stood at the end of the lane, as it had always done').length
    expect(wanted('The house <regen>stood at the end of the lane, as it had always done</regen>.')).toEqual({
      length: tokens + Math.round(tokens / 8),
      minimum: tokens - Math.round(tokens / 4)
    })
  })

  it('knows nothing of a plain gap', () => {
    expect(wanted('a <gap/> b')).toBeUndefined()
  })
})

describe('measureTokensPerWord', () => {
  it('measures the text at hand when there is enough of it', () => {
    expect(measureTokensPerWord(tokenizer, 'the old house '.repeat(40))).toBeCloseTo(1, 1)
    expect(measureTokensPerWord(tokenizer, 'Ærøskøbing '.repeat(60))).toBe(3)
    expect(measureTokensPerWord(tokenizer, 'Ærøskøbing '.repeat(3))).toBe(1.3)
  })
})

describe('gapKind', () => {
  it.each([
    ['One.\n\n<gap/>\n\nTwo.', 'paragraph'],
    ['One.\r\n<gap/>\r\n', 'paragraph'],
    ['# Title\n<gap/>', 'paragraph'],
    ['One. <gap/> Two.', 'sentence'],
    ['“One.” <gap/> “Two.”', 'sentence'],
    ['<gap/> Two.', 'sentence'],
    ['One. <gap/>\nTwo.', 'sentence'],
    ['The <gap/> stood.', 'middle'],
    ['One. <gap/> and two.', 'opening'],
    ['The old house, <gap/> Two.', 'closing'],
    ['The old house <gap/>\n\nTwo.', 'closing']
  ])('of %j is %s', (source, kind) => {
    expect(gapKind(planFill(parseMarks(source)), 0)).toBe(kind)
  })
})

describe('gapPlace', () => {
  const placeIn = (source: string) => gapPlace(planFill(parseMarks(source)), 0)

  it('counts the sentences around, whole ones alone', () => {
    expect(placeIn('One two. Three four five six. <gap/> Seven eight nine.')).toEqual({
      kind: 'sentence',
      sentenceWords: 3
    })
    expect(placeIn('One two. Three four five. Six <gap/> seven. Eight nine ten eleven.')).toEqual({
      kind: 'middle',
      sentenceWords: 3
    })
  })
})

describe('automaticLength', () => {
  const kinds: readonly GapKind[] = ['paragraph', 'sentence', 'opening', 'closing', 'middle']

  it('is what is usual where the gap stands', () => {
    const usual = kinds.map((kind) => automaticLength({ kind, sentenceWords: 18 }, 'automatic', 0.5))
    expect(usual).toEqual([26, 17, 12, 12, 5])
  })

  it('follows the sentences around', () => {
    const among = (sentenceWords: number) =>
      kinds.map((kind) => automaticLength({ kind, sentenceWords }, 'automatic', 0.5))
    expect(among(6)).toEqual([16, 7, 6, 6, 3])
    expect(among(30)).toEqual([33, 26, 15, 17, 6])
    expect(among(2)).toEqual(among(6))
    expect(among(300)).toEqual(among(40))
  })

  it.each(kinds)('is shorter or longer by wish, whatever is drawn (%s)', (kind) => {
    const lengthOf = (wish: LengthWish, uniform: number) =>
      automaticLength({ kind, sentenceWords: 18 }, wish, uniform)
    for (const uniform of [0, 0.5, 0.999]) {
      expect(lengthOf('shorter', uniform)).toBeLessThan(lengthOf('automatic', uniform))
      expect(lengthOf('automatic', uniform)).toBeLessThan(lengthOf('longer', uniform))
    }
    expect(lengthOf('shorter', 0.999)).toBeLessThanOrEqual(lengthOf('automatic', 0))
    expect(lengthOf('automatic', 0.999)).toBeLessThanOrEqual(lengthOf('longer', 0))
    expect(lengthOf('longer', 0.999)).toBeLessThanOrEqual(64)
    expect(lengthOf('shorter', 0)).toBeGreaterThanOrEqual(1)
  })
})
