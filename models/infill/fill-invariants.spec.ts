import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { arbitraryDocument } from '../test-support/arbitrary-document'
import { bundledSpecialIds, loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import { createFakeDenoiser, type FakeDenoiser } from '../test-support/fake-denoiser'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { english } from '../words/english'
import type { MarkedDocument } from './document'
import { fill } from './fill'
import type { FillError } from './fill-error'
import { parseMarks } from './marks'
import type { Proposal } from './proposal'
import { defaultFillSettings, lengthWishSchema, orderSchema } from './settings'
import { splice } from './splice'

let tokenizer: Tokenizer
/** Blank tokens, line breaks and parts of characters. */
let nasty: number[]

beforeAll(async () => {
  tokenizer = await loadBundledTokenizer()
  nasty = Array.from({ length: tokenizer.vocabularySize }, (_, id) => id).filter((id) => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(tokenizer.tokenBytes(id))
    return id > 16 && (text.includes('\ufffd') || text.trim() === '')
  })
})

function nastyDenoiser(window = 2048): FakeDenoiser {
  const { vocabularySize } = tokenizer
  return createFakeDenoiser({ vocabularySize, specialIds: bundledSpecialIds, favourites: nasty, window })
}

/** Locks of the document, as they stand in the filled regions: each must be there, in order, unchanged. */
function expectUntouched({ text, regions, locks }: MarkedDocument, proposal: Proposal): void {
  const spliced = splice(text, regions, proposal)
  let before = 0
  let beforeFilled = 0
  regions.forEach((region, index) => {
    const { start, end } = spliced.regions[index]!
    expect(spliced.text.slice(beforeFilled, start)).toBe(text.slice(before, region.start))
    before = region.end
    beforeFilled = end
    const filled = spliced.text.slice(start, end)
    let at = 0
    for (const lock of locks.filter((span) => span.start >= region.start && span.end <= region.end)) {
      const kept = text.slice(lock.start, lock.end)
      const found = filled.indexOf(kept, at)
      expect(found, `lock ${JSON.stringify(kept)} in ${JSON.stringify(filled)}`).toBeGreaterThanOrEqual(0)
      at = found + kept.length
    }
  })
  expect(spliced.text.slice(beforeFilled)).toBe(text.slice(before))
}

const isWellFormed = (text: string): boolean => Buffer.from(text, 'utf8').toString('utf8') === text

describe('whatever the network says', () => {
  it('text outside of regions and in locks stays, and what is new is whole characters', async () => {
    const settings = fc.record({
      steps: fc.integer({ min: 1, max: 20 }),
      order: fc.constantFrom(...orderSchema.options),
      temperature: fc.constantFrom(0, 0.7, 2),
      topP: fc.constantFrom(0.5, 1),
      seed: fc.nat({ max: 0xffffffff }),
      alternatives: fc.constantFrom(1, 1, 3),
      strength: fc.constantFrom(1, 1, 0.5, 0.01, 0),
      length: fc.constantFrom(...lengthWishSchema.options),
      polish: fc.constantFrom(0, 0, 3)
    })
    let filledDocuments = 0
    await fc.assert(
      fc.asyncProperty(arbitraryDocument(), settings, fc.boolean(), async (document, chosen, small) => {
        const denoiser = nastyDenoiser(small ? 160 : 2048)
        let result
        try {
          result = await fill(document, chosen, { denoiser, tokenizer, words: english, now: () => 0 })
        } catch (error) {
          expect((error as FillError).code).toMatch(/^(no-regions|empty-text)$/)
          return
        }
        filledDocuments++
        expect(result.alternatives).toHaveLength(chosen.alternatives)
        for (const proposal of result.alternatives) {
          expectUntouched(document, proposal)
          for (const [index, { text, cells }] of proposal.regions.entries()) {
            const { start, end } = document.regions[index]!
            const old = document.text.slice(start, end)
            expect(isWellFormed(text)).toBe(true)
            if (!old.includes('\ufffd')) expect(text).not.toContain('\ufffd')
            if (!/[\r\n]/.test(old)) expect(text).not.toMatch(/[\r\n]/)
            expect(cells.map((cell) => (cell.kind === 'mask' ? 'MASK' : cell.text)).join('')).toBe(text)
          }
        }
        expect(denoiser.openSessions()).toBe(0)
      }),
      { numRuns: 200 }
    )
    expect(filledDocuments).toBeGreaterThan(100)
  })

  it('a gap is never left empty or blank', async () => {
    const document = parseMarks('One <gap/> two.\n\n<gap words="1"/>\n\nEnd.')
    for (let seed = 0; seed < 40; seed++) {
      const settings = { ...defaultFillSettings, seed, steps: 3 }
      const result = await fill(document, settings, { denoiser: nastyDenoiser(), tokenizer, now: () => 0 })
      for (const { text } of result.alternatives[0]!.regions) expect(text.trim()).not.toBe('')
    }
  })
})
