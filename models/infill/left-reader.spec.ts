import { describe, expect, it } from 'vitest'
import type { Candidates, LeftToRightReading } from '../architectures/denoiser'
import { Random } from '../diffusion/random'
import { createFakeDenoiser } from '../test-support/fake-denoiser'
import { Alternative } from './alternative'
import { combine, LeftReader } from './left-reader'
import { createTokenTraits } from './token-traits'

const pad = 15

function candidates(entries: readonly (readonly [token: number, probability: number])[]): Candidates {
  return {
    position: 3,
    tokens: Int32Array.from(entries, ([token]) => token),
    logProbabilities: Float64Array.from(entries, ([, probability]) => Math.log(probability)),
    entropy: 1
  }
}

const probabilities = ({ tokens, logProbabilities }: Candidates) =>
  new Map(Array.from(tokens, (token, index) => [token, Math.exp(logProbabilities[index]!)]))

describe('the product of the denoiser and the left-to-right reader', () => {
  const denoiser = candidates([
    [20, 0.4],
    [pad, 0.3],
    [21, 0.1],
    [22, 0.1]
  ])

  it('is their geometric mean, with the probability that the denoiser gave these tokens together', () => {
    const reader = candidates([
      [21, 0.64],
      [20, 0.04],
      [22, 0.01]
    ])
    const combined = combine(denoiser, reader, pad, 0.5)
    const means = new Map([
      [20, Math.sqrt(0.4 * 0.04)],
      [21, Math.sqrt(0.1 * 0.64)],
      [22, Math.sqrt(0.1 * 0.01)]
    ])
    const total = Array.from(means.values()).reduce((sum, value) => sum + value, 0)
    for (const [token, mean] of means) {
      expect(probabilities(combined).get(token)).toBeCloseTo((0.6 * mean) / total, 12)
    }
    expect(Array.from(combined.tokens)).toEqual([21, pad, 20, 22])
    expect(combined).toMatchObject({ position: 3, entropy: 1 })
  })

  it('is the one or the other at the ends of the weight', () => {
    const reader = candidates([
      [21, 0.6],
      [20, 0.3],
      [22, 0.1]
    ])
    const own = probabilities(combine(denoiser, reader, pad, 0))
    for (const [token, probability] of probabilities(denoiser)) {
      expect(own.get(token)).toBeCloseTo(probability, 12)
    }
    const read = probabilities(combine(denoiser, reader, pad, 1))
    expect(read.get(21)! / read.get(20)!).toBeCloseTo(2, 12)
    expect(read.get(20)! / read.get(22)!).toBeCloseTo(3, 12)
  })

  it('leaves PAD alone, and what neither knows apart as it was', () => {
    const combined = combine(denoiser, candidates([[99, 0.5]]), pad, 0.5)
    const before = probabilities(denoiser)
    const after = probabilities(combined)
    expect(after.get(pad)).toBeCloseTo(before.get(pad)!, 12)
    expect(after.get(21)).toBeCloseTo(after.get(22)!, 12)
    expect(after.get(20)!).toBeGreaterThan(after.get(21)!)
  })
})

describe('LeftReader', () => {
  const seams = { first: 'any', last: 'any', midSentence: false } as const
  const slot = { length: 3, minimum: 3, seams, lineBreaks: false, next: undefined }
  const vocabulary = {
    maskId: 16,
    padId: pad,
    traitsOf: createTokenTraits({ tokenBytes: (id) => Buffer.from(` word${id}`) }),
    fallbacks: [20]
  }
  const layout = {
    contexts: [Int32Array.of(30, 31), Int32Array.of(32), Int32Array.of(33)],
    canvases: [3, 3].map((length) => ({ length, openLength: false }))
  }

  it('reads what is known on the left, of earlier canvases the complete ones, and only where the nearest word is known', async () => {
    const asked: (readonly number[])[] = []
    let calls = 0
    const denoiser = {
      ...createFakeDenoiser({ vocabularySize: 100, specialIds: [] }),
      predictLeftToRight: (readings: readonly LeftToRightReading[]) => {
        calls++
        asked.push(...readings.map(({ ids, from }) => Array.from(ids.subarray(0, from))))
        return Promise.resolve(readings.map(() => [candidates([[50, 0.5]])]))
      }
    }
    const alternative = new Alternative([slot, slot], vocabulary, {}, new Random(1))
    alternative.reveal([{ ...candidates([[40, 1]]), position: 1 }])
    alternative.reveal([{ ...candidates([[41, 1]]), position: 3 }])
    const reader = LeftReader.of(denoiser, layout, 0.5, undefined)!
    const chosen = [0, 2, 4, 5].map((position) => ({ ...candidates([[50, 0.5]]), position }))
    const [read, none] = await reader.read([
      { alternative, chosen },
      { alternative, chosen: [] }
    ])
    expect([calls, none]).toEqual([1, []])
    expect(read!.map(({ position }) => position)).toEqual([0, 2, 4, 5])
    expect(read![3]).toBe(chosen[3])
    expect(asked).toEqual([
      [30, 31],
      [30, 31, 40],
      [30, 31, 32, 41]
    ])

    alternative.reveal([0, 2].map((position) => ({ ...candidates([[42, 1]]), position })))
    await reader.read([{ alternative, chosen: [chosen[2]!] }])
    expect(asked.at(-1)).toEqual([30, 31, 42, 40, 42, 32, 41])
  })

  it('reads nothing where it has no weight', async () => {
    const denoiser = {
      ...createFakeDenoiser({ vocabularySize: 100, specialIds: [] }),
      predictLeftToRight: () => Promise.reject(new Error('nobody is to ask'))
    }
    const alternative = new Alternative([slot, slot], vocabulary, {}, new Random(1))
    const chosen = [candidates([[50, 0.5]])]
    const reader = LeftReader.of(denoiser, layout, 0, undefined)!
    expect(await reader.read([{ alternative, chosen }])).toEqual([chosen])
  })

  it('is not there where the network cannot be read from left to right', () => {
    const denoiser = createFakeDenoiser({ vocabularySize: 100, specialIds: [] })
    expect(LeftReader.of(denoiser, layout, 0.5, undefined)).toBeUndefined()
  })
})
