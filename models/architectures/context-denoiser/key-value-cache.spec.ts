import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyValueCache, type LayerCache } from './key-value-cache'

const kvHeads = 2
const headDim = 3

/** Keys and values whose numbers tell head, row and component, so that a misplaced one shows; the row in front counts −1. */
function layer(rows: number): LayerCache {
  const keys: number[] = []
  const values: number[] = []
  const number = (head: number, row: number, component: number): number => 1000 * head + 10 * row + component
  for (let head = 0; head < kvHeads; head += 1) {
    for (let component = 0; component < headDim; component += 1) {
      for (let row = -1; row < rows; row += 1) keys.push(number(head, row, component))
    }
    for (let row = -1; row < rows; row += 1) {
      for (let component = 0; component < headDim; component += 1) values.push(number(head, row, component))
    }
  }
  return { keys: Float32Array.from(keys), values: Float32Array.from(values) }
}

describe('the cache of keys and values', () => {
  it('begins with one row that is nothing', () => {
    const cache = KeyValueCache.empty(2, kvHeads, headDim)
    expect([cache.length, cache.width]).toEqual([0, 1])
    expect(cache.layers).toEqual(
      Array(2).fill({
        keys: new Float32Array(kvHeads * headDim),
        values: new Float32Array(kvHeads * headDim)
      })
    )
  })

  it('is cut to the rows that are wanted', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), (one, other) => {
        const [kept, rows] = [Math.min(one, other), Math.max(one, other)]
        const cache = KeyValueCache.empty(2, kvHeads, headDim).grown(rows, [layer(rows), layer(rows)])
        const first = cache.first(kept)
        expect(first.length).toBe(kept)
        expect(first.layers).toEqual([layer(kept), layer(kept)])
        expect(first.bytes).toBe(2 * 2 * 4 * kvHeads * headDim * (kept + 1))
      })
    )
  })
})
