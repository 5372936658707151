import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  KeyValueCache,
  sideBySide,
  takeApart,
  type CachedRows,
  type LayerRows
} from './key-value-cache'

const kvHeads = 2
const headDim = 3

/** Rows `start` … `end` − 1, whose numbers tell head, row and component, so that a misplaced one shows; values are the keys, negative. */
function rows(start: number, end: number): CachedRows {
  const keys: number[] = []
  for (let head = 0; head < kvHeads; head += 1) {
    for (let row = start; row < end; row += 1) {
      for (let component = 0; component < headDim; component += 1) {
        keys.push(1 + 1000 * head + 10 * row + component)
      }
    }
  }
  const layer = { keys: Float32Array.from(keys), values: Float32Array.from(keys, (key) => -key) }
  return { width: end - start, layers: Array<LayerRows>(2).fill(layer) }
}

/** All rows of a cache, taken out of its front. */
const allRows = (cache: KeyValueCache): CachedRows | undefined => cache.parted(0).tail

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

  it('has a row in front of all and zeros behind, up to a multiple of 16', () => {
    const { width, layers } = grown([40, 30]).parted(70).front
    expect(width).toBe(80)
    const zeros = (count: number): number[] => Array<number>(count * headDim).fill(0)
    const expected = rows(0, 70).layers[0]!
    for (const part of ['keys', 'values'] as const) {
      const ofHead = (head: number): number[] =>
        Array.from(expected[part].slice(head * 70 * headDim, (head + 1) * 70 * headDim))
      expect(Array.from(layers[0]![part])).toEqual(
        [0, 1].flatMap((head) => [...zeros(1), ...ofHead(head), ...zeros(9)])
      )
    }
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
