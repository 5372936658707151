import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Candidates, Denoiser } from '../architectures/denoiser'
import { bundledSpecialIds, loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import {
  createFakeDenoiser,
  fakeMaskId,
  fakePadId,
  type FakeDenoiserOptions
} from '../test-support/fake-denoiser'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { fill } from './fill'
import { parseMarks } from './marks'
import type { FillProgress } from './proposal'
import { defaultFillSettings, orderSchema, type FillSettings } from './settings'

let tokenizer: Tokenizer

beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

const fakeDenoiser = (options: Partial<FakeDenoiserOptions> = {}) =>
  createFakeDenoiser({
    vocabularySize: tokenizer.vocabularySize,
    specialIds: bundledSpecialIds,
    withLeftToRight: true,
    ...options
  })

const gap = 'The house was old. <gap words="14"/> Nobody lived there.'

interface Polishing {
  readonly source?: string
  readonly settings: Partial<FillSettings>
  readonly denoiser?: Denoiser
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: FillProgress) => void
}

async function polished({ source = gap, settings, denoiser = fakeDenoiser(), ...rest }: Polishing) {
  const all = { ...defaultFillSettings, alternatives: 1, ...settings }
  const result = await fill(parseMarks(source), all, { denoiser, tokenizer, now: () => 0, ...rest })
  const texts = result.alternatives.map(({ regions }) => regions.map(({ text }) => text).join(' | '))
  return { result, texts, score: result.alternatives[0]!.score }
}

describe('polishing', () => {
  it('never makes a text less likely by the measure that ranks proposals, and often likelier', async () => {
    const settings = fc.record({
      seed: fc.nat({ max: 10_000 }),
      order: fc.constantFrom(...orderSchema.options),
      steps: fc.constantFrom(1, 4, 64),
      temperature: fc.constantFrom(0, 0.85)
    })
    let better = 0
    await fc.assert(
      fc.asyncProperty(settings, async (chosen) => {
        const scores: number[] = []
        for (const polish of [0, 1, 4]) {
          scores.push((await polished({ settings: { ...chosen, polish } })).score)
        }
        expect(scores).toEqual([...scores].sort((left, right) => left - right))
        if (scores[2]! > scores[0]!) better++
      }),
      { numRuns: 60 }
    )
    expect(better).toBeGreaterThan(20)
  })

  it('repeats itself, and gives an alternative by itself what it gives it among others', async () => {
    const settings = { seed: 3, polish: 5 }
    const alone = await polished({ settings })
    expect(await polished({ settings })).toEqual(alone)
    const among = await polished({ settings: { ...settings, alternatives: 4 } })
    expect(among.texts).toContain(alone.texts[0])
  })

  it('counts its network calls, within those it planned', async () => {
    for (const settings of [{ polish: 3 }, { polish: 3, strength: 0.5 }, { polish: 2, alternatives: 3 }]) {
      const denoiser = fakeDenoiser()
      const planned: number[] = []
      const { result } = await polished({
        source: `${gap} <regen>It <keep>had stood</keep> empty for years.</regen>`,
        settings,
        denoiser,
        onProgress: ({ plannedCalls }) => planned.push(plannedCalls)
      })
      const unpolished = await polished({ settings: { ...settings, polish: 0 } })
      expect(result.networkCalls).toBeGreaterThan(unpolished.result.networkCalls)
      expect(denoiser.requests).toHaveLength(result.networkCalls)
      expect(planned).toHaveLength(result.networkCalls)
      expect(Math.max(...planned)).toBeGreaterThanOrEqual(result.networkCalls)
    }
  })

  it('is stopped by the signal', async () => {
    const { result } = await polished({ settings: { seed: 1 } })
    const stop = new AbortController()
    let calls = 0
    const denoiser = fakeDenoiser({
      onEvaluate: () => {
        if (++calls > result.networkCalls) stop.abort()
      }
    })
    const running = polished({ settings: { seed: 1, polish: 2 }, denoiser, signal: stop.signal })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(calls).toBe(result.networkCalls + 1)
    expect(denoiser.openSessions()).toBe(0)
  })

  it('hides the least likely words, an eighth of the text, and asks for each beside its neighbours', async () => {
    const fake = fakeDenoiser()
    const valueOf = (token: number): number => -((token * 2654435761) % 1000) / 100
    // How likely a token is depends on the token alone here.
    const denoiser: Denoiser = {
      ...fake,
      async open(layout, signal) {
        const session = await fake.open(layout, signal)
        return {
          ...session,
          evaluate: async (request) =>
            (await session.evaluate(request)).map((answers, alternative) =>
              answers.map((answer, index): Candidates => {
                const target = request.targets?.[alternative]?.[index]
                return target === undefined ? answer : { ...answer, targetLogProbability: valueOf(target) }
              })
            )
        }
      }
    }
    const { result } = await polished({ settings: { seed: 2 } })
    await polished({ settings: { seed: 2, polish: 1 }, denoiser })
    const [probe, draw] = fake.requests.slice(result.networkCalls)
    expect(probe!.alternatives).toHaveLength(4)
    for (const [turn, canvas] of probe!.alternatives.entries()) {
      const hidden = [...canvas.keys()].filter((position) => canvas[position] === fakeMaskId)
      expect(hidden).toEqual([...probe!.positions[turn]!])
      for (const [index, position] of hidden.entries())
        expect(position - (hidden[index - 1] ?? -9)).toBe(index > 0 ? 4 : position + 9)
    }
    const targets = probe!.targets!.flatMap((own, turn) =>
      [...own].map((token, index) => ({ token, position: probe!.positions[turn]![index]! }))
    )
    const drawn = [...draw!.alternatives[0]!.keys()].filter((at) => draw!.alternatives[0]![at] === fakeMaskId)
    const least = [...targets].sort((left, right) => valueOf(left.token) - valueOf(right.token))
    const size = draw!.alternatives[0]!.filter((token) => token !== fakePadId).length
    expect(drawn).toHaveLength(Math.ceil(size / 8))
    expect(new Set(drawn)).toEqual(new Set(least.slice(0, drawn.length).map(({ position }) => position)))
  })
})

describe('polishing old words', () => {
  const source =
    'It was late. <regen>She opened <keep>the letter</keep> in the old garden, and read.</regen> Then'

  it('leaves them alone at strength 0 without a round', async () => {
    const { result, texts } = await polished({ source, settings: { strength: 0, polish: 0 } })
    expect(texts).toEqual(['She opened the letter in the old garden, and read.'])
    expect(result.networkCalls).toBe(0)
  })

  it('changes a few of them where that makes the text likelier', async () => {
    const words = (text: string): string[] => text.split(/\s+/)
    const before = await polished({ source, settings: { strength: 0, polish: 0 } })
    let changed = 0
    for (let seed = 0; seed < 20; seed++) {
      const { texts, score } = await polished({ source, settings: { strength: 0, polish: 1, seed } })
      expect(texts[0]).toContain(' the letter ')
      expect(score).toBeGreaterThanOrEqual(before.score)
      if (texts[0] === before.texts[0]) continue
      changed++
      expect(
        words(texts[0]!).filter((word) => words(before.texts[0]!).includes(word)).length
      ).toBeGreaterThan(5)
    }
    expect(changed).toBeGreaterThan(3)
  })
})
