import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Denoiser } from '../architectures/denoiser'
import { openInPrecision } from '../test-support/open-graphs'
import { loadTokenizer } from '../tokenizer/byte-level-bpe'
import type { Tokenizer } from '../tokenizer/tokenizer'
import golden from './golden/scores.json'
import { scoreText } from './text-score'

const tiny = resolve(import.meta.dirname, '../architectures/context-denoiser/fixtures/tiny')
let denoiser: Denoiser
let eightBit: Denoiser
let tokenizer: Tokenizer

beforeAll(async () => {
  denoiser = await openInPrecision(tiny, 'float32')
  eightBit = await openInPrecision(tiny, 'int8')
  tokenizer = await loadTokenizer(join(tiny, 'tokenizer.json'))
})

afterAll(async () => {
  await denoiser.dispose()
  await eightBit.dispose()
})

describe('the score of a text', () => {
  it.each(golden)('is that of the PyTorch network under the same masks: %#', async (expected) => {
    const { text, evaluations, seed } = expected
    const score = await scoreText(text, { evaluations, seed }, { denoiser, tokenizer })
    const perToken = (nats: number) => nats / expected.tokens
    expect(score.tokens).toBe(expected.tokens)
    expect(score.bound.natsPerToken).toBeCloseTo(perToken(expected.nats), 4)
    expect(score.standardErrors.natsPerToken).toBeCloseTo(perToken(expected.standard_error), 4)
    expect(score.autoregressive!.natsPerToken).toBeCloseTo(perToken(expected.autoregressive), 4)
  })

  const spread = golden.filter(({ standard_error: error }) => error > 0)

  it.each(spread)('is that within two standard errors in eight bits: %#', async (expected) => {
    const { text, evaluations, seed } = expected
    const score = await scoreText(text, { evaluations, seed }, { denoiser: eightBit, tokenizer })
    const apart = score.bound.natsPerToken - expected.nats / expected.tokens
    expect(Math.abs(apart)).toBeLessThan((2 * expected.standard_error) / expected.tokens)
  })
})
