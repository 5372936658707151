import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  KeyValueCache,
  sideBySide,
  takeApart,
  type LayerCache,
  type TailRows
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

/** All rows of a cache: its front is laid out for products, so they are taken out of it. */
const allRows = (cache: KeyValueCache): TailRows | undefined => cache.parted(0).tail

/** With the keys laid out like the values. */
const rows = (start: number, end: number): TailRows => {
  const { values } = layer(start, end)
  return { width: end - start, layers: Array<LayerCache>(2).fill({ keys: values, values }) }
}

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
    expect(allRows(cache)).toBeUndefined()
    expect(cache.front.width).toBeGreaterThan(0)
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
        expect(allRows(cache.first(at))).toEqual(at === 0 ? undefined : rows(0, at))
        expect(cache.tail).toEqual(at === length ? undefined : rows(at, length))
        expect(cache.parted(at)).toBe(cache)
        expect(allRows(cache)).toEqual(rows(0, length))
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
        expect(allRows(first)).toEqual(kept === 0 ? undefined : rows(0, kept))
        expect(allRows(first.grown(rows(kept, kept + more)))).toEqual(rows(0, kept + more))
      }),
      { numRuns: 25 }
    )
  })

  it('lays the keys of its front out for products', () => {
    const { keys, values } = grown([40, 30]).parted(70).front.layers[0]!
    expect(keys.length).toBe(kvHeads * headDim * 80)
    const expected = layer(-1, 70)
    for (let line = 0; line < kvHeads * headDim; line += 1) {
      expect(keys.slice(line * 80, line * 80 + 71)).toEqual(expected.keys.slice(line * 71, (line + 1) * 71))
    }
    expect(values.slice(80 * headDim, (80 + 71) * headDim)).toEqual(expected.values.slice(71 * headDim))
  })

  it('shares a long front with the caches that grow from it, which counts once', () => {
    const long = grown([300]).parted(300)
    const row = 2 * 2 * 4 * kvHeads * headDim
    expect(bytesOf([long, long.first(200)])).toBe(304 * row)
    const [one, other] = [long.first(200).grown(rows(200, 203)), long.first(200).grown(rows(200, 205))]
    expect([one.front, other.front]).toEqual([long.front, long.front])
    expect(allRows(one)).toEqual(rows(0, 203))
    expect(bytesOf([one, other])).toBe((304 + 3 + 5) * row)
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
          const from = { width, set: index, sets: widths.length }
          const apart = takeApart({ kvHeads, headDim }, layers, from, count)
          if (count > 0) expect(apart).toEqual(sets[index])
          const all = takeApart({ kvHeads, headDim }, layers, from, width)
          const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0)
          expect(sum(all.layers[0]!.keys)).toBe(sum(sets[index]?.layers[0]!.keys ?? new Float32Array()))
        })
      }),
      { numRuns: 50 }
    )
  })
})
