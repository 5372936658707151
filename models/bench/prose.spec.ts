import { describe, expect, it } from 'vitest'
import { planFill } from '../infill/plan'
import { wantedLength } from '../infill/length'
import { loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import { documentWithGap, lengthened, placeAt, placeCount, prose, shortened } from './prose'

const tokenizer = await loadBundledTokenizer()

describe('the prose of the bench', () => {
  it('is long enough for the longest context, and holds many places', () => {
    expect(tokenizer.encode(prose).length).toBeGreaterThan(2048)
    const places = Array.from({ length: placeCount }, (_, index) => placeAt(index))
    expect(new Set(places).size).toBe(placeCount)
    expect(placeCount).toBeGreaterThan(40)
  })

  it('gets gaps of 32 tokens with prose on both sides', () => {
    for (let index = 0; index < placeCount; index += 1) {
      const document = documentWithGap(placeAt(index), 32, tokenizer)
      const [gap] = document.regions
      expect(document.text.slice(gap!.start - 2, gap!.start + 2)).toMatch(/^[.!?] {2}[A-Z]$/)
      const plan = planFill(document)
      const { length } = wantedLength(plan, plan.canvases[0]!, tokenizer)!
      expect(length).toBeGreaterThanOrEqual(32)
      expect(length).toBeLessThanOrEqual(34)
    }
  })

  it('is made longer and shorter around the same gap', () => {
    const document = documentWithGap(placeAt(3), 32, tokenizer)
    const near = ({ text, regions: [gap] }: typeof document): string =>
      text.slice(gap!.start - 2000, gap!.start + 2000)
    const long = lengthened(document, 1_000_000)
    const short = shortened(document, 5000)
    expect(long.text.length).toBeGreaterThanOrEqual(1_000_000)
    expect(short.text.length).toBe(5000)
    expect(near(long)).toBe(near(document))
    expect(near(short)).toBe(near(document))
  })
})
