import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMarks } from '../../models/infill/marks'
import { arbitraryDocument } from '../../models/test-support/arbitrary-document'
import { runWith } from './test-support/fake-terminal'

interface FilledJson {
  readonly text: string
  readonly alternatives: readonly {
    readonly regions: readonly { readonly start: number; readonly end: number }[]
  }[]
}

describe('lacuna fill, on any document', () => {
  it('keeps every byte outside of regions and inside of locks', async () => {
    let filled = 0
    await fc.assert(
      fc.asyncProperty(arbitraryDocument(), fc.nat({ max: 1000 }), async (document, seed) => {
        const { text, regions, locks } = document
        const input = Buffer.from(formatMarks(document))
        const args = ['fill', '--json', '--seed', String(seed), '--steps', '6', '--alternatives', '1']
        const { status, output } = await runWith(args, { input })
        if (status === 2) {
          expect(output).toBe('')
          return
        }
        expect(status).toBe(0)
        filled++
        const json = JSON.parse(output) as FilledJson
        const plain = await runWith(
          args.filter((arg) => arg !== '--json'),
          { input }
        )
        expect(plain.output).toBe(json.text)
        let at = 0
        let atFilled = 0
        json.alternatives[0]!.regions.forEach(({ start, end }, index) => {
          const region = regions[index]!
          expect(json.text.slice(atFilled, start)).toBe(text.slice(at, region.start))
          let from = start
          for (const lock of locks) {
            if (lock.start < region.start || lock.end > region.end) continue
            const kept = text.slice(lock.start, lock.end)
            const found = json.text.slice(0, end).indexOf(kept, from)
            expect(found).toBeGreaterThanOrEqual(0)
            from = found + kept.length
          }
          at = region.end
          atFilled = end
        })
        expect(json.text.slice(atFilled)).toBe(text.slice(at))
      }),
      { numRuns: 200 }
    )
    expect(filled).toBeGreaterThan(100)
  })
})
