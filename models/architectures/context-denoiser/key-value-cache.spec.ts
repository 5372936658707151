import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyValueCache, type LayerCache } from './key-value-cache'

const kvHeads = 2
const headDim = 3

/** Keys and values whose numbers tell head, row and component, so that a misplaced one shows. */
function layer(rows: readonly number[]): LayerCache {
  const keys: number[] = []
  const values: number[] = []
  const number = (head: number, row: number, component: number): number => 1000 * head + 10 * row + component
  for (let head = 0; head < kvHeads; head += 1) {
    for (let component = 0; component < headDim; component += 1) {
      for (const row of rows) keys.push(number(head, row, component))
    }
    for (const row of rows) {
      for (let component = 0; component < headDim; component += 1) values.push(number(head, row, component))
    }
  }
  return { keys: Float32Array.from(keys), values: Float32Array.from(values) }
}

const range = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, at) => start + at)

describe('the cache of keys and values', () => {
  it('holds the rows that were appended, but for those left out', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(19)), (chunks, dropped) => {
        let cache = KeyValueCache.empty(2, kvHeads, headDim)
        for (const size of chunks) {
          const rows = range(cache.length, cache.length + size)
          cache = cache.append(size, [layer(rows), layer(rows)])
        }
        const all = range(0, cache.length)
        const left = [...new Set(dropped)].filter((row) => row < cache.length).sort((a, b) => a - b)
        const kept = all.filter((row) => !left.includes(row))
        const without = cache.without(left)
        expect(cache.layers).toEqual([layer(all), layer(all)])
        expect(without.length).toBe(kept.length)
        expect(without.layers).toEqual([layer(kept), layer(kept)])
      })
    )
  })
})
