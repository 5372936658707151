import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Denoiser } from '../architectures/denoiser'
import { openInPrecision } from '../test-support/open-graphs'
import { writeTinyModel } from '../test-support/tiny-model'
import { loadTokenizer } from '../tokenizer/byte-level-bpe'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { surpriseOf } from './surprise'
import type { SurprisedWord } from './surprised-word'

let directory: string
let denoiser: Denoiser
let tokenizer: Tokenizer

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lacuna-'))
  await writeTinyModel(directory, { seed: 4 })
  tokenizer = await loadTokenizer(join(directory, 'tokenizer.json'))
  denoiser = await openInPrecision(directory, 'float32')
})

afterAll(async () => {
  await denoiser.dispose()
  await rm(directory, { recursive: true })
})

const sentence = 'The old house stood at the end of the lane, and nobody had lived there since 1913. '
const long = sentence.repeat(60).trim()
const whole = (text: string) => ({ start: 0, end: text.length })
const nats = (words: readonly SurprisedWord[]): number => words.reduce((sum, word) => sum + word.nats, 0)

describe('the surprise of words', () => {
  it('adds up to what the text costs read left to right', async () => {
    const text = sentence.trim()
    const words = await surpriseOf(text, whole(text), { denoiser, tokenizer })
    const ids = tokenizer.encode(text)
    const [read] = await denoiser.leftToRight!([{ ids, from: 0 }])
    expect(nats(words)).toBeCloseTo(
      read!.reduce((sum, value) => sum - value, 0),
      4
    )
    expect(words.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(
      'The old house stood at the end of the lane , and nobody had lived there since 1913 .'
    )
  })

  it('is of the word in its place: another word before it changes it, another behind it does not', async () => {
    const surprise = async (text: string) => {
      const words = await surpriseOf(text, whole(text), { denoiser, tokenizer })
      return words.find(({ start, end }) => text.slice(start, end) === 'house')!.nats
    }
    const figure = await surprise('The old house stood')
    expect(await surprise('The old house fell, and')).toBeCloseTo(figure, 5)
    expect(Math.abs((await surprise('The new house stood')) - figure)).toBeGreaterThan(1e-3)
  })

  it('does not depend on the range asked for, which takes in words that it cuts', async () => {
    const all = await surpriseOf(long, whole(long), { denoiser, tokenizer })
    expect(all.length).toBe(60 * 19)
    for (const [start, end] of [
      [0, 5],
      [1500, 1520],
      [990, 2100],
      [long.length - 3, long.length]
    ] as const) {
      const part = await surpriseOf(long, { start, end }, { denoiser, tokenizer })
      const expected = all.filter((word) => word.start < end && word.end > start)
      expect(part.map(({ start: from }) => from)).toEqual(expected.map(({ start: from }) => from))
      part.forEach((word, index) => expect(word.nats).toBeCloseTo(expected[index]!.nats, 5))
    }
    expect(await surpriseOf(long, { start: 9, end: 9 }, { denoiser, tokenizer })).toEqual([])
  })

  it('names what was likelier: other words, each at most once, the likeliest first', async () => {
    const words = await surpriseOf(sentence, whole(sentence), { denoiser, tokenizer })
    expect(words.some(({ alternatives }) => alternatives.length > 0)).toBe(true)
    for (const { alternatives } of words) {
      expect(alternatives.length).toBeLessThanOrEqual(3)
      const costs = alternatives.map((each) => each.nats)
      expect(costs).toEqual(costs.toSorted((a, b) => a - b))
      expect(new Set(alternatives.map(({ text }) => text)).size).toBe(alternatives.length)
      for (const { text } of alternatives) expect(text).toBe(text.trim())
    }
  })

  it('comes piece by piece', async () => {
    const parts: (readonly SurprisedWord[])[] = []
    const shares: number[] = []
    const all = await surpriseOf(long, whole(long), {
      denoiser,
      tokenizer,
      onWords: (words, fraction) => {
        parts.push(words)
        shares.push(fraction)
      }
    })
    expect(parts.flat()).toEqual(all)
    expect(shares).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  })

  it('stops between pieces when asked', async () => {
    const controller = new AbortController()
    const read = surpriseOf(long, whole(long), {
      denoiser,
      tokenizer,
      signal: controller.signal,
      onWords: () => controller.abort(new Error('stopped by the writer'))
    })
    await expect(read).rejects.toThrow('stopped by the writer')
  })

  it('refuses a range outside of the text and a network that reads no text left to right', async () => {
    await expect(surpriseOf('a', { start: 0, end: 2 }, { denoiser, tokenizer })).rejects.toMatchObject({
      code: 'bad-range'
    })
    const { predictLeftToRight: _, ...blind } = denoiser
    const other: Denoiser = {
      ...blind,
      info: denoiser.info,
      open: async () => Promise.reject(new Error('unused')),
      dispose: async () => undefined
    }
    await expect(surpriseOf('a', { start: 0, end: 1 }, { denoiser: other, tokenizer })).rejects.toMatchObject(
      {
        code: 'not-autoregressive'
      }
    )
  })
})
