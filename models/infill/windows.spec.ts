import { beforeAll, describe, expect, it } from 'vitest'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { parseMarks } from './marks'
import { planFill } from './plan'
import { groupCanvases, layOut, textBefore } from './windows'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

const sentence = 'The old house stood at the end of the lane. '
const canvas = { length: 8, minimum: 8 }

/** The contexts of every window of a marked text, as text. Canvases before a window are filled with ` <index>`. */
function contextsOf(source: string, { length = 8, window = 2048 } = {}): string[][] {
  const plan = planFill(parseMarks(source))
  const lengths = plan.canvases.map(() => ({ length, minimum: length }))
  const filled = plan.canvases.map((_, index) => ` <${index}>`)
  return groupCanvases(plan, lengths, tokenizer, window).map((fillWindow) => {
    const before = textBefore(plan, fillWindow.first, filled)
    return layOut(plan, fillWindow, lengths, before, tokenizer, window).contexts.map((ids) =>
      tokenizer.decode(ids)
    )
  })
}

describe('the contexts of a window', () => {
  it.each([
    // The canvas owns the space before it, the suffix its own.
    ['old lane. <gap/> Nobody', ['old lane.', ' Nobody']],
    ['One.\n\n<gap/>\n\nTwo.', ['One.\n\n', '\n\nTwo.']],
    ['One.\r\n\r\n<gap/>\r\n\r\nTwo.', ['One.\n\n', '\n\nTwo.']],
    ['“<gap/>” he said', ['“', '” he said']],
    ['the <regen>old house</regen>, and', ['the', ', and']],
    ['the<regen> old house </regen>and', ['the', ' and']],
    ['lane. <gap/>Nobody', ['lane.', ' Nobody']],
    ['un<regen>happy</regen> man', ['un', ' man']],
    ['<gap/> Nobody', ['', ' Nobody']],
    ['Nobody <gap/>', ['Nobody', '']],
    ['\ufeffNobody <gap/>', ['Nobody', '']],
    ['one.  <gap/> two', ['one.  ', ' two']],
    ['a <regen>old <keep>these words</keep> more</regen> b', ['a', ' these words', ' b']],
    ['a <gap/> <gap/> b', ['a', '', ' b']],
    ['a <gap/>b<gap/>', ['a', ' b', '']]
  ])('of %j', (source, contexts) => {
    expect(contextsOf(source)).toEqual([contexts])
  })

  it('are the whole text when it fits', () => {
    const [contexts] = contextsOf(`${sentence.repeat(8)}<gap/> ${sentence.repeat(8)}`)
    expect(contexts).toEqual([sentence.repeat(8).slice(0, -1), ` ${sentence.repeat(8)}`])
  })

  it('are 512 tokens in all of a long text, most of them on the left', () => {
    const [contexts] = contextsOf(`${sentence.repeat(2000)}<gap/> ${sentence.repeat(2000)}`)
    const [left, right] = contexts!.map((text) => tokenizer.encode(text).length)
    expect(left).toBe(320)
    expect(right).toBe(192)
    expect(sentence.repeat(2000).trimEnd().endsWith(contexts![0]!)).toBe(true)
    expect(` ${sentence.repeat(2000)}`.startsWith(contexts![1]!)).toBe(true)
  })

  it('give one side what the other does not need', () => {
    const [contexts] = contextsOf(`Short. <gap/> ${sentence.repeat(2000)}`)
    const [left, right] = contexts!.map((text) => tokenizer.encode(text).length)
    expect(left! + right!).toBe(512)
  })

  it('leave a small network room for its canvases', () => {
    const [contexts] = contextsOf(`${sentence.repeat(20)}<gap/> ${sentence.repeat(20)}`, {
      length: 100,
      window: 256
    })
    expect(contexts!.reduce((sum, text) => sum + tokenizer.encode(text).length, 0)).toBe(155)
  })

  it('cut text without spaces between characters', () => {
    for (const character of ['日', '👩']) {
      const text = character.repeat(20_000)
      const plan = planFill(parseMarks(`${text}<gap/>${text}`))
      const before = textBefore(plan, 0, [])
      expect(text.endsWith(before)).toBe(true)
      const [fillWindow] = groupCanvases(plan, [canvas], tokenizer, 2048)
      const { contexts } = layOut(plan, fillWindow!, [canvas], before, tokenizer, 2048)
      expect(contexts.map(({ length }) => length)).toEqual([320, 192])
    }
  })
})

describe('groupCanvases', () => {
  const firsts = (source: string, window = 2048) => {
    const plan = planFill(parseMarks(source))
    return groupCanvases(
      plan,
      plan.canvases.map(() => canvas),
      tokenizer,
      window
    ).map(({ first }) => first)
  }

  it('puts near canvases into one window and far ones into several', () => {
    expect(firsts(`a <gap/> ${sentence.repeat(10)}<gap/> b`)).toEqual([0])
    expect(firsts(`a <gap/> ${sentence.repeat(40)}<gap/> b`)).toEqual([0, 1])
    expect(firsts(`a <gap/> b <gap/> ${sentence.repeat(2000)}<gap/> c`)).toEqual([0, 2])
  })

  it('starts a new window when one is full', () => {
    expect(firsts(`a ${'<gap/> b '.repeat(60)}`, 256)).toEqual([0, 24, 48])
  })

  it('shows a later window what an earlier one wrote', () => {
    const contexts = contextsOf(`One <gap/> two ${sentence.repeat(30)}<gap/>.`)
    expect(contexts[1]![0]).toMatch(/^One <0> two The old house/)
  })

  it('refuses a region that no window can hold', () => {
    const plan = planFill(parseMarks('a <gap/> b'))
    expect(() => groupCanvases(plan, [{ length: 300, minimum: 300 }], tokenizer, 256)).toThrow(
      expect.objectContaining({ code: 'region-too-long' })
    )
  })
})
