import { describe, expect, it } from 'vitest'
import type { Denoiser } from '../architectures/denoiser'
import { Random } from '../diffusion/random'
import { exactDenoiser } from '../diffusion/test-support/exact-score'
import { correlatedToy, decode } from '../diffusion/test-support/toy-distribution'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { scoreText } from './text-score'

const letters = 'ab '
const length = 6
const mask = letters.length
const toy = correlatedToy(length, letters.length, new Random(21))
const conditionals = exactDenoiser(toy)

const tokenizer: Tokenizer = {
  vocabularySize: letters.length,
  encode: (text) => Int32Array.from(text, (letter) => letters.indexOf(letter)),
  decode: (ids) => Array.from(ids, (id) => letters[id]).join(''),
  tokenBytes: (id) => new TextEncoder().encode(letters[id])
}

/** Log-probability of `targets` at `positions` of a text of which only what is given is known. */
async function ask(known: readonly number[], positions: Int32Array, targets: Int32Array): Promise<number[]> {
  const tokens = Int32Array.from({ length }, (_, index) => known[index] ?? mask)
  const rows = await conditionals(tokens)
  return Array.from(positions, (position, index) => rows[position * letters.length + targets[index]!]!)
}

/** The exact conditionals of the toy, spoilt by `penalty` nats a token; its window holds two canvases of three tokens. */
function toyDenoiser(penalty = 0, withLeftToRight = true): Denoiser {
  return {
    info: { name: 'toy', device: 'none', window: length + 1, vocabularySize: 3, maskId: mask, padId: 9 },
    async open({ contexts }) {
      const before = Array.from(contexts[0]!)
      return {
        evaluate: ({ alternatives, positions, targets }) =>
          Promise.all(
            alternatives.map(async (canvas, index) => {
              const asked = positions[index]!.map((position) => before.length + position)
              const answers = await ask([...before, ...canvas], asked, targets![index]!)
              return answers.map((answer, at) => ({
                position: positions[index]![at]!,
                tokens: new Int32Array(0),
                logProbabilities: new Float64Array(0),
                entropy: 0,
                targetLogProbability: answer - penalty
              }))
            })
          ),
        close: async () => undefined
      }
    },
    ...(withLeftToRight
      ? {
          leftToRight: (readings) =>
            Promise.all(
              readings.map(async ({ ids, from }) => {
                const answers: number[] = []
                for (let at = from; at < ids.length; at++) {
                  answers.push(
                    ...(await ask([...ids.subarray(0, at)], Int32Array.of(at), ids.subarray(at, at + 1)))
                  )
                }
                return Float64Array.from(answers)
              })
            )
        }
      : {}),
    dispose: async () => undefined
  }
}

const settings = { evaluations: 2048, seed: 5 }
const texts = [70, 200, 333, 512].map((code) => tokenizer.decode(decode(code, letters.length, length)))
const exactNats = (text: string): number => {
  const code = Array.from(tokenizer.encode(text)).reduce((sum, id) => sum * letters.length + id, 0)
  return -Math.log(toy.probabilities[code]!)
}

describe('the score of a text', () => {
  it.each(texts)(
    'is −log p of "%s" within its error, for a network whose conditionals belong together',
    async (text) => {
      const score = await scoreText(text, settings, { denoiser: toyDenoiser(), tokenizer })
      const exact = exactNats(text)
      expect(Math.abs(score.bound.natsPerToken - exact / length)).toBeLessThan(
        3.5 * score.standardErrors.natsPerToken
      )
      expect(score.standardErrors.natsPerToken).toBeLessThan(0.02)
      expect(score.autoregressive!.natsPerToken).toBeCloseTo(exact / length, 10)
      expect(score.windowing).toEqual({ canvases: 2, canvasTokens: 3, contextTokens: [3, 3], whole: true })
    }
  )

  it('lies above it for a worse network, by what it is worse', async () => {
    const [text] = texts as [string]
    const score = await scoreText(text, settings, { denoiser: toyDenoiser(0.25), tokenizer })
    const excess = score.bound.natsPerToken - exactNats(text) / length
    expect(Math.abs(excess - 0.25)).toBeLessThan(3.5 * score.standardErrors.natsPerToken)
  })

  it('is given in nats a token, bits a byte and perplexity a word, which say the same', async () => {
    const score = await scoreText('ab b a', settings, { denoiser: toyDenoiser(), tokenizer })
    expect(score).toMatchObject({ tokens: 6, words: 3, bytes: 6, evaluations: 2048 })
    const nats = score.bound.natsPerToken * 6
    expect(score.bound.bitsPerByte).toBeCloseTo(nats / Math.LN2 / 6, 12)
    expect(score.bound.perplexityPerWord).toBeCloseTo(Math.exp(nats / 3), 10)
    const error = score.standardErrors.natsPerToken * 6
    expect(score.standardErrors.bitsPerByte).toBeCloseTo(error / Math.LN2 / 6, 12)
    expect(score.standardErrors.perplexityPerWord).toBeCloseTo(
      (score.bound.perplexityPerWord * error) / 3,
      10
    )
  })

  it('has a standard error that is right', async () => {
    const [text] = texts as [string]
    let squares = 0
    let claimed = 0
    for (let seed = 0; seed < 1600; seed++) {
      const { bound, standardErrors } = await scoreText(
        text,
        { evaluations: 12, seed },
        { denoiser: toyDenoiser(), tokenizer }
      )
      squares += (bound.natsPerToken - exactNats(text) / length) ** 2 / 1600
      claimed += standardErrors.natsPerToken ** 2 / 1600
    }
    expect(claimed / squares).toBeGreaterThan(0.85)
    expect(claimed / squares).toBeLessThan(1.15)
  })

  it('repeats for a seed and differs for another', async () => {
    const score = (seed: number) =>
      scoreText('ab b a', { evaluations: 8, seed }, { denoiser: toyDenoiser(), tokenizer })
    expect(await score(1)).toEqual(await score(1))
    expect((await score(2)).bound).not.toEqual((await score(1)).bound)
  })

  it('goes without the left-to-right figures where the network has none', async () => {
    const score = await scoreText('ab b a', settings, { denoiser: toyDenoiser(0, false), tokenizer })
    expect(score).not.toHaveProperty('autoregressive')
  })

  it('reads the lines as the network does, without a byte-order mark', async () => {
    const shown: string[] = []
    const watching: Tokenizer = { ...tokenizer, encode: (text) => (shown.push(text), tokenizer.encode('ab')) }
    await scoreText(
      '\ufeffa\r\nb\rc',
      { evaluations: 2, seed: 1 },
      { denoiser: toyDenoiser(), tokenizer: watching }
    )
    expect(shown).toEqual(['a\nb\nc'])
  })

  it('tells how far it is, and stops when asked', async () => {
    const seen: number[] = []
    const controller = new AbortController()
    const denoiser = toyDenoiser()
    const dependencies = { denoiser, tokenizer, signal: controller.signal }
    await scoreText(
      'ab b a',
      { evaluations: 8, seed: 1 },
      { ...dependencies, onProgress: (share) => seen.push(share) }
    )
    expect(seen).toEqual([0, 0.25, 0.5, 0.75, 1])
    controller.abort(new Error('stopped by the writer'))
    await expect(scoreText('ab b a', { evaluations: 8, seed: 1 }, dependencies)).rejects.toThrow(
      'stopped by the writer'
    )
  })

  it.each(['', ' ', '\ufeff'])('refuses %j', async (text) => {
    await expect(scoreText(text, settings, { denoiser: toyDenoiser(), tokenizer })).rejects.toMatchObject({
      code: 'empty-text'
    })
  })
})
