import { describe, expect, it } from 'vitest'
import type { Candidates, LeftToRightReading } from '../architectures/denoiser'
import { Random } from '../diffusion/random'
import { createFakeDenoiser } from '../test-support/fake-denoiser'
import { Alternative } from './alternative'
import type { CanvasSlot, Vocabulary } from './canvas-slot'
import { EndingsReader } from './endings-reader'
import { finishCanvases } from './finish-canvases'
import { hiddenToken } from './old-tokens'
import { createTokenTraits } from './token-traits'

const mask = 0
const pad = 1
const texts = ['', '', ' the', ' house', ' stood', '.', ' “', '”', ' and', [0xf0, 0x9f], [0x91, 0xa9], '?']
const bytes = texts.map((text) =>
  typeof text === 'string' ? new TextEncoder().encode(text) : Uint8Array.from(text)
)
const [the, house, stood, stop, openQuote, closeQuote, and, half, otherHalf, question] = [
  2, 3, 4, 5, 6, 7, 8, 9, 10, 11
]

const vocabulary: Vocabulary = {
  maskId: mask,
  padId: pad,
  traitsOf: createTokenTraits({ tokenBytes: (id) => bytes[id]!, vocabularySize: bytes.length }),
  fallbacks: [and]
}

function alternativeOf(slot: Partial<CanvasSlot> & { length: number }): Alternative {
  const seams = { first: 'space', last: 'any', midSentence: false } as const
  const full = { minimum: slot.length, seams, lineBreaks: false, next: undefined, ...slot }
  return new Alternative([full], vocabulary, { temperature: 0, topP: 1 }, new Random(1))
}

/** The network offers these tokens, in this order. */
function offer(position: number, ...tokens: number[]): Candidates {
  return {
    position,
    tokens: Int32Array.from(tokens),
    logProbabilities: Float64Array.from(tokens, (_, index) => -1 - index),
    entropy: 1
  }
}

/** Draws, and ends what is complete as without a left-to-right reader. */
async function revealAndFinish(alternative: Alternative, ...chosen: Candidates[]): Promise<void> {
  alternative.reveal(chosen)
  await finishCanvases(alternative, undefined)
}

const sentence = { first: 'space', last: 'sentence-end', midSentence: false } as const

describe('Alternative', () => {
  it('takes the likeliest token that may stand there, with the probability the network gave it', () => {
    const alternative = alternativeOf({ length: 2 })
    alternative.reveal([offer(0, stop, the)])
    expect(Array.from(alternative.tokens)).toEqual([the, mask])
    expect(Array.from(alternative.content(0).logProbabilities)).toEqual([-2, 0])
  })

  it('takes what reads badly before what the network did not offer, and that before what is no text', () => {
    const alternative = alternativeOf({ length: 2 })
    alternative.reveal([offer(0, stop, question), offer(1, half, otherHalf)])
    expect(Array.from(alternative.tokens)).toEqual([stop, and])
  })

  it('offers fewer words where several are drawn at once', () => {
    const unlikely = (position: number) => offer(position, ...Array<number>(64).fill(pad), the)
    const oneByOne = alternativeOf({ length: 2 })
    oneByOne.reveal([unlikely(0)])
    oneByOne.reveal([unlikely(1)])
    expect(Array.from(oneByOne.tokens)).toEqual([the, the])
    const atOnce = alternativeOf({ length: 2 })
    atOnce.reveal([unlikely(0), unlikely(1)])
    expect(Array.from(atOnce.tokens)).toEqual([and, and])
  })

  it('ends no sentence in the middle of one, unless it is long', () => {
    const seams = { first: 'space', last: 'any', midSentence: true } as const
    for (const [length, token] of [
      [37, house],
      [38, stop]
    ] as const) {
      const alternative = alternativeOf({ length, seams })
      alternative.reveal([offer(1, stop, house)])
      expect(alternative.tokens[1]).toBe(token)
    }
  })

  it('does not go round in circles', () => {
    const alternative = alternativeOf({ length: 6 })
    alternative.reveal([the, house, stood, the, house].map((token, position) => offer(position, token)))
    alternative.reveal([offer(5, stood, and)])
    expect(alternative.tokens[5]).toBe(and)
  })

  it('counts how far a position is from what is revealed on its left', () => {
    const alternative = alternativeOf({ length: 4 })
    expect([0, 1, 2, 3].map((position) => alternative.distance(position))).toEqual([1, 2, 3, 4])
    alternative.reveal([offer(1, the)])
    expect([2, 3].map((position) => alternative.distance(position))).toEqual([1, 2])
    expect(Array.from(alternative.hidden())).toEqual([0, 2, 3])
  })

  it('begins with old tokens', () => {
    const alternative = alternativeOf({ length: 3, tokens: Int32Array.of(the, hiddenToken, stop) })
    expect(Array.from(alternative.tokens)).toEqual([the, mask, stop])
    expect(Array.from(alternative.hidden())).toEqual([1])
  })
})

describe('a character in several tokens', () => {
  it('is completed by what continues it', () => {
    const alternative = alternativeOf({ length: 3 })
    alternative.reveal([offer(0, the), offer(1, half, house)])
    alternative.reveal([offer(2, stop, otherHalf)])
    expect(Array.from(alternative.tokens)).toEqual([the, half, otherHalf])
  })

  it('is not begun where it cannot be completed', () => {
    const alternative = alternativeOf({ length: 3 })
    alternative.reveal([offer(2, half, house)])
    alternative.reveal([offer(1, half, stood)])
    expect(Array.from(alternative.tokens)).toEqual([mask, stood, house])
  })

  it('is drawn anew as a whole when nothing continues it', () => {
    const alternative = alternativeOf({ length: 3 })
    alternative.reveal([offer(0, the), offer(1, half, house)])
    alternative.reveal([offer(2, stop, stood)])
    expect(Array.from(alternative.tokens)).toEqual([the, house, stop])
  })

  it('falls back on whole words when only halves were offered', () => {
    const alternative = alternativeOf({ length: 3 })
    alternative.reveal([offer(0, the), offer(1, half)])
    alternative.reveal([offer(2, half)])
    expect(Array.from(alternative.tokens)).toEqual([the, and, and])
  })
})

describe('the end of an open canvas', () => {
  it('is where PAD is drawn, from the minimum on', () => {
    const alternative = alternativeOf({ length: 4, minimum: 2 })
    alternative.reveal([offer(0, pad, the), offer(1, pad, house)])
    expect(Array.from(alternative.tokens)).toEqual([the, house, mask, mask])
    alternative.reveal([offer(2, pad, stood), offer(3, stood)])
    expect(Array.from(alternative.tokens)).toEqual([the, house, pad, pad])
    expect(Array.from(alternative.content(0).tokens)).toEqual([the, house])
  })

  it('is not drawn before words that are there', () => {
    const alternative = alternativeOf({ length: 4, minimum: 1 })
    alternative.reveal([offer(3, stop)])
    alternative.reveal([offer(2, pad, stood)])
    expect(Array.from(alternative.tokens)).toEqual([mask, mask, stood, stop])
  })

  it('does not make a position look sure of a PAD that may not stand there', () => {
    const alternative = alternativeOf({ length: 4, minimum: 2 })
    expect(alternative.maskedPosition(1, offer(1, pad, the)).maxLogProbability).toBe(-2)
    expect(alternative.maskedPosition(2, offer(2, pad, the)).maxLogProbability).toBe(-1)
  })

  it('comes with the first sentence that is long enough', () => {
    const alternative = alternativeOf({ length: 6, minimum: 3, seams: sentence })
    alternative.reveal([offer(0, the), offer(1, stop), offer(2, house)])
    expect(Array.from(alternative.hidden())).toEqual([3, 4, 5])
    alternative.reveal([offer(3, stop)])
    expect(Array.from(alternative.tokens)).toEqual([the, stop, house, stop, pad, pad])
  })

  it('waits for a quote to be closed, and for what is hidden before it', () => {
    const quoting = alternativeOf({ length: 6, minimum: 2, seams: sentence })
    quoting.reveal([offer(0, openQuote), offer(1, house), offer(2, stop)])
    expect(Array.from(quoting.hidden())).toEqual([3, 4, 5])
    quoting.reveal([offer(3, closeQuote)])
    expect(Array.from(quoting.content(0).tokens)).toEqual([openQuote, house, stop, closeQuote])
    const hidden = alternativeOf({ length: 6, minimum: 2, seams: sentence })
    hidden.reveal([offer(0, the), offer(2, stop)])
    expect(Array.from(hidden.hidden())).toEqual([1, 3, 4, 5])
  })

  it('is no quote that closes in the middle of a sentence', () => {
    const offered = alternativeOf({ length: 6, minimum: 2, seams: sentence })
    offered.reveal([offer(0, the), offer(1, house)])
    offered.reveal([offer(2, closeQuote)])
    expect(Array.from(offered.hidden())).toEqual([3, 4, 5])
    offered.reveal([offer(3, pad, stood)])
    expect(Array.from(offered.tokens)).toEqual([the, house, closeQuote, stood, mask, mask])
    const ended = alternativeOf({ length: 6, minimum: 2, seams: sentence })
    ended.reveal([offer(0, the), offer(1, house), offer(2, stop)])
    expect(Array.from(ended.content(0).tokens)).toEqual([the, house, stop])
  })

  it('is a stop at the last position at the latest', async () => {
    const alternative = alternativeOf({ length: 2, minimum: 1, seams: sentence })
    await revealAndFinish(alternative, offer(0, the), offer(1, house, stop))
    expect(Array.from(alternative.tokens)).toEqual([the, stop])
  })

  it('goes back to where a sentence would most likely have ended, when room runs out', async () => {
    const alternative = alternativeOf({ length: 5, minimum: 2, seams: sentence })
    await revealAndFinish(alternative, offer(0, the, stop))
    await revealAndFinish(alternative, offer(1, house, stop))
    await revealAndFinish(alternative, {
      ...offer(2, and, question),
      logProbabilities: Float64Array.of(-0.5, -1.5)
    })
    await revealAndFinish(alternative, offer(3, the, house, stop))
    await revealAndFinish(alternative, {
      ...offer(4, house, stop),
      logProbabilities: Float64Array.of(-0.1, -6)
    })
    expect(Array.from(alternative.tokens)).toEqual([the, house, question, pad, pad])
    expect(Array.from(alternative.content(0).logProbabilities)).toEqual([-1, -1, -1.5])
  })

  it('does not go back to words drawn before their left neighbours were known', async () => {
    const alternative = alternativeOf({ length: 3, minimum: 1, seams: sentence })
    await revealAndFinish(alternative, offer(1, house, stop))
    await revealAndFinish(alternative, offer(0, the))
    await revealAndFinish(alternative, {
      ...offer(2, house, stop),
      logProbabilities: Float64Array.of(-0.1, -6)
    })
    expect(Array.from(alternative.tokens)).toEqual([the, house, stop])
  })

  it('goes back, too, when the last words were drawn at once and could not know of each other', async () => {
    const alternative = alternativeOf({ length: 4, minimum: 2, seams: sentence })
    await revealAndFinish(alternative, offer(0, the))
    await revealAndFinish(alternative, {
      ...offer(1, house, stop),
      logProbabilities: Float64Array.of(-0.5, -2.5)
    })
    await revealAndFinish(alternative, offer(2, and), offer(3, stop))
    expect(Array.from(alternative.tokens)).toEqual([the, stop, pad, pad])
  })

  it('is where the text behind it would most likely have gone on', async () => {
    const alternative = alternativeOf({ length: 5, minimum: 2, next: stood })
    await revealAndFinish(alternative, offer(0, the, stood))
    await revealAndFinish(alternative, offer(1, house, stood))
    await revealAndFinish(alternative, {
      ...offer(2, and, stood),
      logProbabilities: Float64Array.of(-0.5, -1.5)
    })
    await revealAndFinish(alternative, offer(3, the, house, stood))
    await revealAndFinish(alternative, offer(4, house, and, stood))
    expect(Array.from(alternative.tokens)).toEqual([the, house, pad, pad, pad])
  })

  it('stays where it is when nothing else was offered', async () => {
    const alternative = alternativeOf({ length: 3, minimum: 1, next: question })
    for (const [position, token] of [the, house, and].entries())
      await revealAndFinish(alternative, offer(position, token, stood))
    expect(Array.from(alternative.tokens)).toEqual([the, house, and])
  })

  it('is found once for each canvas, whatever happens in the others', async () => {
    const seams = { first: 'space', last: 'any', midSentence: false } as const
    const slot = { length: 3, minimum: 2, seams, lineBreaks: false, next: stood }
    const alternative = new Alternative([slot, slot], vocabulary, { temperature: 0, topP: 1 }, new Random(1))
    const likely = (position: number, logProbability: number, token: number) => ({
      ...offer(position, token, stood),
      logProbabilities: Float64Array.of(-0.1, logProbability)
    })
    await revealAndFinish(alternative, likely(0, -9, the))
    await revealAndFinish(alternative, likely(1, -1.5, house))
    expect(alternative.takeEndings()).toEqual([])
    await revealAndFinish(alternative, likely(2, -1, and))
    expect(Array.from(alternative.tokens)).toEqual([the, house, pad, mask, mask, mask])
    alternative.reveal([likely(3, -9, the)])
    expect(alternative.takeEndings()).toEqual([])
  })

  it('is where a reader from left to right finds the text behind it likeliest', async () => {
    const slot = {
      length: 4,
      minimum: 2,
      seams: { first: 'space', last: 'any', midSentence: false },
      lineBreaks: false,
      next: and
    } as const
    const alternative = new Alternative([slot], vocabulary, { temperature: 0, topP: 1 }, new Random(1))
    const asked: (readonly number[])[] = []
    const denoiser = {
      ...createFakeDenoiser({ vocabularySize: 100, specialIds: [] }),
      info: { ...createFakeDenoiser({ vocabularySize: 100, specialIds: [] }).info, maskId: mask, padId: pad },
      leftToRight: (readings: readonly LeftToRightReading[]) => {
        asked.push(...readings.map(({ ids }) => Array.from(ids)))
        return Promise.resolve(
          readings.map(({ ids, from }) =>
            Float64Array.from(ids.subarray(from), () => (ids[from - 1] === stood ? -1 : -5))
          )
        )
      }
    }
    const layout = {
      contexts: [Int32Array.of(the), Int32Array.of(and, the)],
      canvases: [{ length: 4, openLength: true }]
    }
    alternative.reveal([the, house, stood, the].map((token, position) => offer(position, token)))
    await finishCanvases(alternative, EndingsReader.of(denoiser, layout, undefined))
    expect(asked).toEqual([
      [the, the, and, the],
      [the, the, house, and, the],
      [the, the, house, stood, and, the],
      [the, the, house, stood, the, and, the]
    ])
    expect(Array.from(alternative.tokens)).toEqual([the, house, stood, pad])
  })
})
