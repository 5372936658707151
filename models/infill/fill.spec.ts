import { beforeAll, describe, expect, it } from 'vitest'
import { bundledSpecialIds, loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import { createFakeDenoiser, fakePadId, type FakeDenoiserOptions } from '../test-support/fake-denoiser'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { WordList } from '../words/word-list'
import { fill, type FillDependencies } from './fill'
import { parseMarks } from './marks'
import { fillProgressSchema, fillResultSchema, type FillProgress } from './proposal'
import { defaultFillSettings, orderSchema, type FillSettings } from './settings'
import { splice } from './splice'

let tokenizer: Tokenizer

beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
})

function fakeDenoiser(options: Partial<FakeDenoiserOptions> = {}) {
  return createFakeDenoiser({
    vocabularySize: tokenizer.vocabularySize,
    specialIds: bundledSpecialIds,
    ...options
  })
}

async function fillMarked(
  source: string,
  settings: Partial<FillSettings> = {},
  denoiser = fakeDenoiser(),
  rest: Pick<FillDependencies, 'words' | 'ownWords' | 'signal' | 'onProgress'> = {}
) {
  const document = parseMarks(source)
  let time = 0
  const now = () => (time += 5)
  const result = await fill(
    document,
    { ...defaultFillSettings, alternatives: 1, ...settings },
    { denoiser, tokenizer, now, ...rest }
  )
  expect(fillResultSchema.parse(result)).toEqual(result)
  return {
    document,
    result,
    texts: result.alternatives.map((proposal) => splice(document.text, document.regions, proposal).text)
  }
}

describe('the spaces around a fill', () => {
  it.each([
    ['old lane. <gap words="12"/> Nobody', /^old lane\. \S.*\S Nobody$/],
    ['old lane. <gap words="12"/>Nobody', /^old lane\. \S.*\S Nobody$/],
    ['old lane.<gap words="12"/> Nobody', /^old lane\. \S.*\S Nobody$/],
    ['One.\n\n<gap/>\n\nTwo.', /^One\.\n\n\S.*\S\n\nTwo\.$/],
    ['One.\r\n\r\n<gap/>\r\n\r\nTwo.', /^One\.\r\n\r\n\S.*\S\r\n\r\nTwo\.$/],
    ['“<gap/>” he said', /^“\S.*\S” he said$/],
    ['<gap/> Nobody', /^\S.*\S Nobody$/],
    ['Nobody <gap/>', /^Nobody \S.*\S$/],
    ['the <regen>old house</regen>, and', /^the \S.*[^\s.,;:!?], and$/],
    ['the<regen> old house </regen>and', /^the \S.*\S and$/],
    ['un<regen>happy</regen> man', /^un[\p{L}\p{N}].* man$/u],
    ['the <regen>dog</regen>’s house', /^the \S.*[\p{L}\p{N}\p{M}]’s house$/u],
    ['a <gap words="4"/> <gap words="4"/> b', /^a \S.*\S b$/]
  ])('of %j', async (source, pattern) => {
    for (let seed = 0; seed < 10; seed++) {
      const { texts } = await fillMarked(source, { seed })
      expect(texts[0]).toMatch(pattern)
      expect(texts[0]).not.toMatch(/\S {2,}/)
    }
  })
})

describe('the words of a fill', () => {
  it('are of one token where a list has no others, or stand in the text around', async () => {
    const pieces = (word: string): number =>
      Math.min(tokenizer.encode(word).length, tokenizer.encode(` ${word}`).length)
    const favourites = Array.from(tokenizer.encode(' pinaiently'))
    const around = 'She stood and called that piny house her own'
    let spelledOut = 0
    for (let seed = 0; seed < 20; seed++) {
      const denoiser = fakeDenoiser({ favourites })
      const words = seed < 10 ? new WordList(['and', 'called', 'her', 'house', 'own', 'that']) : undefined
      const { texts } = await fillMarked(`${around} <gap words="20"/>`, { seed }, denoiser, {
        ...(words && { words })
      })
      const written =
        texts[0]!.slice(around.length).match(/(?<![\p{L}\p{N}'’])[a-z]+(?![\p{L}\p{N}'’])/gu) ?? []
      const long = written.filter((word) => pieces(word) > 1 && !around.includes(word))
      if (words) expect(long).toEqual([])
      else spelledOut += long.length
    }
    expect(spelledOut).toBeGreaterThan(10)
  })

  it('may be those that the writer has taken up', async () => {
    const favourites = Array.from(tokenizer.encode(' pinaiently'))
    const words = new WordList(['and', 'called', 'her', 'house', 'own', 'that'])
    let written = ''
    for (let seed = 0; seed < 10; seed++) {
      const source = 'She stood and called that house her own <gap words="20"/>'
      const own = { words, ownWords: ['pinaiently'] }
      written += (await fillMarked(source, { seed }, fakeDenoiser({ favourites }), own)).texts[0]!
    }
    expect(written).toMatch(/\bpinaiently\b/)
  })
})

describe('what the network is asked', () => {
  it('reads as much as was asked for and is shown every revealed token', async () => {
    const denoiser = fakeDenoiser()
    const { result } = await fillMarked(
      'One <gap words="12"/> two.',
      { steps: 6, order: 'confidence' },
      denoiser
    )
    expect(denoiser.requests).toHaveLength(result.networkCalls)
    expect(result.networkCalls).toBeLessThanOrEqual(6)
    const hidden = denoiser.requests.map(
      ({ alternatives }) => alternatives[0]!.filter((token) => token === 16).length
    )
    expect(hidden).toEqual([...hidden].sort((left, right) => right - left))
    expect(new Set(hidden).size).toBe(hidden.length)
  })

  it('is asked once for all alternatives', async () => {
    const denoiser = fakeDenoiser()
    await fillMarked('One <gap words="12"/> two.', { alternatives: 4, steps: 5 }, denoiser)
    expect(denoiser.layouts).toHaveLength(1)
    expect(denoiser.requests.every(({ alternatives }) => alternatives.length === 4)).toBe(true)
    expect(denoiser.requests.length).toBeLessThanOrEqual(5)
  })

  it('is not called where the analytic order reveals nothing', async () => {
    const denoiser = fakeDenoiser()
    await fillMarked('One <gap words="3"/> two.', { order: 'analytic', steps: 4, seed: 3 }, denoiser)
    for (const { positions } of denoiser.requests) expect(positions[0]!.length).toBeGreaterThan(0)
  })

  it('gets PADs behind the end of an open canvas, and only there', async () => {
    const denoiser = fakeDenoiser()
    for (let seed = 0; seed < 10; seed++)
      await fillMarked('One <gap words="30"/> two.', { order: 'first-hitting', seed, steps: 32 }, denoiser)
    const canvases = denoiser.requests.map(({ alternatives }) => Array.from(alternatives[0]!))
    const ended = canvases.filter((canvas) => canvas.includes(fakePadId))
    expect(ended.length).toBeGreaterThan(0)
    for (const canvas of ended) {
      const end = canvas.indexOf(fakePadId)
      expect(end).toBeGreaterThanOrEqual(Math.round(30 * 1.3) - Math.round((30 * 1.3) / 4))
      expect(canvas.slice(end).every((token) => token === fakePadId)).toBe(true)
    }
  })

  it('fills a plain gap of a length that depends on the wish, the place and the seed alone', async () => {
    const lengths = async (settings: Partial<FillSettings>) => {
      const denoiser = fakeDenoiser()
      await fillMarked('One. <gap/> Two, <gap/> three.', { ...settings, steps: 2 }, denoiser)
      return denoiser.layouts[0]!.canvases.map(({ length }) => length)
    }
    const usual = await lengths({ alternatives: 1 })
    expect(await lengths({ alternatives: 3 })).toEqual(usual)
    expect(usual[0]).toBeGreaterThan(usual[1]!)
    const shorter = await lengths({ length: 'shorter' })
    const longer = await lengths({ length: 'longer' })
    usual.forEach((length, gap) => {
      expect(shorter[gap]).toBeLessThan(length)
      expect(longer[gap]).toBeGreaterThan(length)
    })
  })

  it('keeps old tokens at a strength below 1', async () => {
    const denoiser = fakeDenoiser()
    const old = 'stood at the end of the lane, as it had always done'
    await fillMarked(`The house <regen>${old}</regen>.`, { strength: 0.25, alternatives: 2 }, denoiser)
    const tokens = tokenizer.encode(` ${old}`)
    const [first, second] = denoiser.requests[0]!.alternatives
    for (const canvas of [first!, second!]) {
      expect(canvas.filter((token) => token === 16)).toHaveLength(Math.round(tokens.length / 4))
      canvas.forEach((token, index) => expect([16, tokens[index]]).toContain(token))
    }
    expect(first).not.toEqual(second)
  })
})

describe('alternatives', () => {
  it('are sorted by what a reader from left to right thinks of them', async () => {
    const denoiser = fakeDenoiser({ withLeftToRight: true })
    const after =
      ' and then some more text follows, long enough to fill the thirty-two tokens that are read behind a canvas.'
    const { result } = await fillMarked(
      `One <gap words="5"/>${after.repeat(2)}`,
      { alternatives: 4 },
      denoiser
    )
    const scores = result.alternatives.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((left, right) => right - left))
    expect(new Set(scores).size).toBe(4)
    for (const ids of denoiser.leftToRightIds) expect(ids.length).toBeLessThanOrEqual(1 + 8 + 32)
  })

  it('do not depend on how many there are', async () => {
    const source = 'One <gap words="12"/> two.'
    const one = await fillMarked(source, { alternatives: 1, seed: 9 })
    const three = await fillMarked(source, { alternatives: 3, seed: 9 })
    expect(three.texts).toContain(one.texts[0])
    expect(new Set(three.texts).size).toBe(3)
  })

  it('each follow their own text where windows follow each other', async () => {
    const denoiser = fakeDenoiser({ window: 120 })
    const source = `One <gap words="8"/> two. ${'The old house. '.repeat(25)}<gap words="8"/> three.`
    const { result } = await fillMarked(source, { alternatives: 2, steps: 4 }, denoiser)
    const starts = denoiser.layouts.map(({ contexts }) => tokenizer.decode(contexts[0]!))
    expect(starts).toHaveLength(3)
    expect(result.networkCalls).toBe(denoiser.requests.length)
  })
})

describe('a seed', () => {
  it.each(orderSchema.options)('gives the same fill again (%s)', async (order) => {
    const source = 'One <gap/> two <regen>old <keep>kept</keep> words</regen>, <gap words="20"/>'
    const settings = { order, seed: 7, alternatives: 2 }
    const [once, again, other] = [
      await fillMarked(source, settings),
      await fillMarked(source, settings),
      await fillMarked(source, { ...settings, seed: 8 })
    ]
    expect(again.result).toEqual(once.result)
    expect(other.texts).not.toEqual(once.texts)
  })

  it('does not matter at temperature 0 in an order that the network decides', async () => {
    const source = 'One <gap words="12"/> two.'
    const settings = { temperature: 0, order: 'confidence' } as const
    const [one, two] = [
      await fillMarked(source, { ...settings, seed: 1 }),
      await fillMarked(source, { ...settings, seed: 2 })
    ]
    expect(one.texts).toEqual(two.texts)
  })
})

describe('the candidates of a word', () => {
  it('are what the network offered at its place, likeliest first, and no more than a reader takes in', async () => {
    const { result } = await fillMarked('One <gap words="4"/> two.', {}, fakeDenoiser())
    const cells = result.alternatives[0]!.regions[0]!.cells.filter((cell) => cell.kind === 'token')
    expect(cells.length).toBeGreaterThan(0)
    for (const { candidates = [] } of cells) {
      expect(candidates.length).toBeGreaterThan(1)
      expect(candidates.length).toBeLessThanOrEqual(6)
      const probabilities = candidates.map(({ probability }) => probability)
      expect(probabilities).toEqual([...probabilities].sort((left, right) => right - left))
      expect(candidates.every(({ text }) => text !== '')).toBe(true)
    }
  })
})

describe('progress', () => {
  it('is told after each network call', async () => {
    const reports: FillProgress[] = []
    const source = 'One <gap/> two <regen>old <keep>kept</keep> words</regen>.'
    const { result } = await fillMarked(source, {}, fakeDenoiser(), {
      onProgress: (progress) => reports.push(progress)
    })
    expect(reports.map(({ networkCalls }) => networkCalls)).toEqual(reports.map((_, index) => index + 1))
    expect(reports).toHaveLength(result.networkCalls)
    for (const report of reports) {
      expect(fillProgressSchema.parse(report)).toEqual(report)
      expect(report.networkCalls).toBeLessThanOrEqual(report.plannedCalls)
      expect(report.preview).toHaveLength(2)
    }
    const last = reports.at(-1)!
    expect(last.revealed).toBe(last.masks)
    const withoutCandidates = result.alternatives[0]!.regions.map(({ cells }) =>
      cells.map((cell) => (cell.kind === 'token' ? { ...cell, candidates: undefined } : cell))
    )
    expect(last.preview).toEqual(withoutCandidates)
    expect(reports[0]!.preview[1]).toContainEqual({ kind: 'lock', text: ' kept ' })
  })
})

describe('a fill that ends early', () => {
  it('is cancelled before the first network call', async () => {
    const denoiser = fakeDenoiser()
    const controller = new AbortController()
    controller.abort()
    await expect(fillMarked('a <gap/> b', {}, denoiser, { signal: controller.signal })).rejects.toMatchObject(
      { code: 'cancelled' }
    )
    expect(denoiser.requests).toHaveLength(0)
  })

  it('is cancelled in the middle, and gives its session back', async () => {
    const controller = new AbortController()
    const denoiser = fakeDenoiser({
      onEvaluate: () => {
        if (denoiser.requests.length === 3) controller.abort()
      }
    })
    await expect(
      fillMarked('a <gap words="20"/> b', {}, denoiser, { signal: controller.signal })
    ).rejects.toMatchObject({
      code: 'cancelled'
    })
    expect(denoiser.requests).toHaveLength(3)
    expect(denoiser.openSessions()).toBe(0)
  })

  it('says what the network said when it fails', async () => {
    const denoiser = fakeDenoiser({
      onEvaluate: () => {
        throw new Error('out of memory.')
      }
    })
    await expect(fillMarked('a <gap words="20"/> b', {}, denoiser)).rejects.toMatchObject({
      code: 'network-failed',
      message: 'The model failed: out of memory. The text is unchanged.'
    })
    expect(denoiser.openSessions()).toBe(0)
  })

  it('is refused when a region is longer than the window', async () => {
    await expect(
      fillMarked('a <gap words="400"/> b', {}, fakeDenoiser({ window: 256 }))
    ).rejects.toMatchObject({
      code: 'region-too-long'
    })
  })
})

describe('a long document', () => {
  it('costs what its regions need', async () => {
    const line = 'The old house stood at the end of the lane, and nobody had lived there since the war. '
    let encoded = 0
    const counting: Tokenizer = {
      ...tokenizer,
      encode(text) {
        encoded += text.length
        return tokenizer.encode(text)
      }
    }
    const document = parseMarks(`${line.repeat(6000)}<gap words="8"/> ${line.repeat(6000)}`)
    const denoiser = fakeDenoiser()
    await fill(document, defaultFillSettings, { denoiser, tokenizer: counting, now: () => 0 })
    expect(document.text.length).toBeGreaterThan(1_000_000)
    expect(encoded).toBeLessThan(10_000)
  })
})
