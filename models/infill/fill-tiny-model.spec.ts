import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Denoiser } from '../architectures/denoiser'
import { loadModelFolder } from '../catalog/model-folder'
import type { GraphSession } from '../runtime/graph-session'
import { openDenoiser } from '../runtime/open-denoiser'
import { loadTokenizer } from '../tokenizer/byte-level-bpe'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { fill, readAhead } from './fill'
import { parseMarks } from './marks'
import { defaultFillSettings, orderSchema, type FillSettings } from './settings'
import { splice } from './splice'

const tiny = resolve(import.meta.dirname, '../architectures/context-denoiser/fixtures/tiny')
let cacheDirectory: string
let denoiser: Denoiser
let tokenizer: Tokenizer

beforeAll(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'lacuna-'))
  denoiser = await openDenoiser(await loadModelFolder(tiny), { cacheDirectory, device: 'cpu' })
  tokenizer = await loadTokenizer(join(tiny, 'tokenizer.json'))
})

afterAll(async () => {
  await denoiser.dispose()
  await rm(cacheDirectory, { recursive: true })
})

async function fillWithTiny(source: string, settings: Partial<FillSettings>) {
  const document = parseMarks(source)
  const dependencies = { denoiser, tokenizer, now: () => 0 }
  const result = await fill(document, { ...defaultFillSettings, steps: 8, ...settings }, dependencies)
  const texts = result.alternatives.map((proposal) => splice(document.text, document.regions, proposal).text)
  return { result, texts }
}

/** Told of each call of the runtime. */
async function openWatched(onCall: (...call: Parameters<GraphSession['run']>) => void): Promise<Denoiser> {
  return openDenoiser(await loadModelFolder(tiny), {
    cacheDirectory,
    device: 'cpu',
    watch: (session) => ({
      run(inputs, outputs) {
        onCall(inputs, outputs)
        return session.run(inputs, outputs)
      },
      release: () => session.release()
    })
  })
}

describe('a fill by a real network with random weights', () => {
  const source =
    'The old house 👩‍👩‍👧.\r\n<gap words="4"/> She <regen>opened <keep>the “letter”</keep> in the garden</regen>, and <gap/>.'

  it.each(orderSchema.options)('keeps what stays and repeats itself (%s)', async (order) => {
    const once = await fillWithTiny(source, { order, alternatives: 2 })
    const again = await fillWithTiny(source, { order, alternatives: 2 })
    expect(again.result).toEqual(once.result)
    for (const text of once.texts) {
      expect(text).toMatch(
        /^The old house 👩‍👩‍👧\.\r\n[^\r\n]+ She [^\r\n]+ the “letter” [^\r\n]+, and [^\r\n]+\.$/u
      )
      expect(text).not.toContain('\ufffd')
    }
    for (const { score } of once.result.alternatives) expect(score).toBeLessThan(0)
  })

  it('computes a canvas whole once, and then what changes of it', async () => {
    const calls: { readonly computed: number; readonly all: number }[] = []
    const watched = await openWatched(({ ids, tail, bias }) => {
      // The canvas graph has one bias for all rows.
      if (bias!.dimensions.length === 2)
        calls.push({ computed: ids!.dimensions[1]!, all: tail!.dimensions[2]! })
    })
    calls.length = 0
    const document = parseMarks('The old house. <gap words="16"/> She opened the door.')
    const settings = { ...defaultFillSettings, steps: 64, alternatives: 1 }
    await fill(document, settings, { denoiser: watched, tokenizer, now: () => 0 })
    const [first, ...others] = calls
    expect(first!.computed).toBe(first!.all)
    expect(first!.all).toBeGreaterThan(12)
    expect(others.length).toBeGreaterThan(4)
    for (const { computed, all } of others) expect([computed <= 8, all]).toEqual([true, first!.all])
    await watched.dispose()
  })

  it('gives an alternative by itself what it gives it among others', async () => {
    const alone = await fillWithTiny(source, { seed: 5 })
    const among = await fillWithTiny(source, { seed: 5, alternatives: 4 })
    expect(among.texts).toContain(alone.texts[0])
  })
})

describe('reading ahead', () => {
  const source = `${'The old house stood at the end of the lane. '.repeat(6)}<regen>She opened the letter.</regen> And <gap/> again.`

  it('leaves nothing of the text for the fill that follows to read', async () => {
    let read = 0
    const watched = await openWatched((inputs, outputs) => {
      if (!outputs.includes('candidates')) read += inputs['ids']!.data.length
    })
    const document = parseMarks(source)
    const settings = { ...defaultFillSettings, steps: 4, alternatives: 2 }
    const dependencies = { denoiser: watched, tokenizer, now: () => 0 }
    await readAhead(document, settings, dependencies)
    const ahead = read
    expect(ahead).toBeGreaterThan(60)
    const result = await fill(document, settings, dependencies)
    expect(read).toBe(ahead)
    expect(result).toEqual(await fill(document, settings, { denoiser, tokenizer, now: () => 0 }))
    await watched.dispose()
  })

  it('stops when it is told to', async () => {
    const settings = defaultFillSettings
    const signal = AbortSignal.abort()
    await expect(
      readAhead(parseMarks(source), settings, { denoiser, tokenizer, signal })
    ).rejects.toMatchObject({ code: 'cancelled' })
  })
})
