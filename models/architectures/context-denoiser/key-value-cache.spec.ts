import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  KeyValueCache,
  sideBySide,
  takeApart,
  type CachedRows,
  type LayerCache
} from './key-value-cache'

const kvHeads = 2
const headDim = 3

/** Keys and values of the rows `start` … `end` − 1, whose numbers tell head, row and component, so that a misplaced one shows. */
function layer(start: number, end: number): LayerCache {
  const keys: number[] = []
  const values: number[] = []
  // The row in front of all is zeros.
  const number = (head: number, row: number, component: number): number =>
    row < 0 ? 0 : 1 + 1000 * head + 10 * row + component
  for (let head = 0; head < kvHeads; head += 1) {
    for (let component = 0; component < headDim; component += 1) {
      for (let row = start; row < end; row += 1) keys.push(number(head, row, component))
    }
    for (let row = start; row < end; row += 1) {
      for (let component = 0; component < headDim; component += 1) values.push(number(head, row, component))
    }
  }
  return { keys: Float32Array.from(keys), values: Float32Array.from(values) }
}

const rows = (start: number, end: number): CachedRows => ({
  width: end - start,
  layers: [layer(start, end), layer(start, end)]
})

/** A cache that grew by so many rows at a time. */
const grown = (sizes: readonly number[]): KeyValueCache =>
  sizes.reduce(
    (cache, size) => cache.grown(rows(cache.length, cache.length + size)),
    KeyValueCache.empty(2, kvHeads, headDim)
  )

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 })

describe('the cache of keys and values', () => {
  it('begins with one row that is nothing', () => {
    const cache = KeyValueCache.empty(2, kvHeads, headDim)
    expect(cache.length).toBe(0)
    expect(cache.whole().front).toEqual(rows(-1, 0))
  })

  it('holds all rows in order, parted wherever it is wanted', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (sizes, one, other) => {
        const length = total(sizes)
        const at = one % (length + 1)
        const cache = grown(sizes)
          .parted(other % (length + 1))
          .parted(at)
        expect([cache.length, cache.frontRows]).toEqual([length, at])
        expect(cache.front).toEqual(rows(-1, at))
        expect(cache.tail).toEqual(at === length ? undefined : rows(at, length))
        expect(cache.parted(at)).toBe(cache)
        expect(cache.whole().front).toEqual(rows(-1, length))
      }),
      { numRuns: 25 }
    )
  })

  it('is cut to the rows that are wanted, and grows on from there', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 9 }), (sizes, parted, at, more) => {
        const cache = grown(sizes).parted(parted % (total(sizes) + 1))
        const kept = at % (total(sizes) + 1)
        const first = cache.first(kept)
        expect(first.length).toBe(kept)
        expect(first.whole().front).toEqual(rows(-1, kept))
        expect(first.grown(rows(kept, kept + more)).whole().front).toEqual(rows(-1, kept + more))
      }),
      { numRuns: 25 }
    )
  })

  it('shares a long front with the caches that grow from it, which counts once', () => {
    const start = grown([300]).whole().first(200)
    const row = 2 * 2 * 4 * kvHeads * headDim
    expect(bytesOf([start])).toBe(201 * row)
    const [one, other] = [start.grown(rows(200, 203)), start.grown(rows(200, 205))]
    expect(one.front).toBe(other.front)
    expect(one.grown(rows(203, 204)).first(202).front).toBe(start.front)
    expect(bytesOf([one, other])).toBe((201 + 3 + 5) * row)
  })

  it('is set side by side with others, and taken apart again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }), fc.nat(5), (widths, room) => {
        const width = Math.max(...widths) + room
        const sets = widths.map((count, index) =>
          count === 0 ? undefined : rows(10 * index, 10 * index + count)
        )
        const layers = sideBySide({ kvHeads, headDim }, 2, sets, width)
        widths.forEach((count, index) => {
          const apart = takeApart({ kvHeads, headDim }, layers, widths.length, width, index, count)
          if (count > 0) expect(apart).toEqual(sets[index])
          const all = takeApart({ kvHeads, headDim }, layers, widths.length, width, index, width)
          const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0)
          expect(sum(all.layers[0]!.keys)).toBe(sum(sets[index]?.layers[0]!.keys ?? new Float32Array()))
        })
      }),
      { numRuns: 50 }
    )
  })
})
