import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../diffusion/random'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { hiddenToken, hideShare } from './old-tokens'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

describe('hideShare', () => {
  const sentence = ' The old house stood at the end of the lane'

  it('hides exactly a share, each token equally often', () => {
    const tokens = tokenizer.encode(sentence)
    const counts = new Array<number>(tokens.length).fill(0)
    for (let seed = 0; seed < 2000; seed++) {
      const shown = hideShare(tokens, 0.3, tokenizer, new Random(seed))
      expect(shown.filter((token) => token === hiddenToken)).toHaveLength(Math.round(0.3 * tokens.length))
      shown.forEach((token, index) => {
        if (token === hiddenToken) counts[index]! += 1
        else expect(token).toBe(tokens[index])
      })
    }
    const expected = (2000 * Math.round(0.3 * tokens.length)) / tokens.length
    for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected))
  })

  it('hides at least one, and characters whole', () => {
    const tokens = tokenizer.encode(' 👩‍👩‍👧‍👦 𝔘')
    for (let seed = 0; seed < 50; seed++) {
      const shown = hideShare(tokens, 0.01, tokenizer, new Random(seed))
      expect(shown).toContain(hiddenToken)
      expect(() => tokenizer.decode(shown.filter((token) => token !== hiddenToken))).not.toThrow()
    }
  })
})
