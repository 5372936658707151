import { beforeAll, describe, expect, it } from 'vitest'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { automaticBucket, lengthFromPad, measureTokensPerWord, wantedLength } from './length'
import { parseMarks } from './marks'
import { planFill } from './plan'

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

  it('leaves a plain gap to the network', () => {
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

describe('automaticBucket', () => {
  it.each([
    ['One.\n\n<gap/>\n\nTwo.', 64],
    ['One.\r\n<gap/>\r\n', 64],
    ['# Title\n<gap/>', 64],
    ['One. <gap/> Two.', 32],
    ['“One.” <gap/> “Two.”', 32],
    ['<gap/> Two.', 32],
    ['One. <gap/>\nTwo.', 32],
    ['The <gap/> stood.', 16],
    ['One. <gap/> and two.', 16],
    ['The old house, <gap/> Two.', 16]
  ])('of %j is %i', (source, size) => {
    expect(automaticBucket(planFill(parseMarks(source)), 0)).toBe(size)
  })
})

describe('lengthFromPad', () => {
  const log = (probabilities: readonly number[]) => probabilities.map(Math.log)

  it('takes a quantile of the length', () => {
    const pad = log([0.01, 0.05, 0.2, 0.3, 0.55, 0.8, 0.95, 0.99])
    expect(lengthFromPad(pad, 0)).toBe(3)
    expect(lengthFromPad(pad, 0.5)).toBe(4)
    expect(lengthFromPad(pad, 0.999)).toBe(5)
  })

  it('reads a dip as noise, for the probability of having ended can only grow', () => {
    expect(lengthFromPad(log([0.1, 0.3, 0.6, 0.2, 0.7, 0.9]), 0.5)).toBe(2)
  })

  it('stays within sane bounds', () => {
    expect(lengthFromPad(log([0.9, 0.9, 0.9, 0.9]), 0)).toBe(2)
    expect(lengthFromPad(log([0.1, 0.2, 0.2, 0.2]), 0.5)).toBe(4)
    expect(lengthFromPad(log(Array<number>(16).fill(0.001)), 0.5)).toBe(12)
    expect(lengthFromPad(Array<number>(16).fill(-Infinity), 0.5)).toBe(12)
  })
})
