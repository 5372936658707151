import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyRows, rowShape, type CachedRows } from './cached-rows'
import { KeyValueCache } from './key-value-cache'
import { RowStores } from './row-store'

const shape = rowShape({ layers: 2, kvHeads: 2, headDim: 3 })
const parts = 2 * shape.layers

/** Rows `start` … `end` − 1, whose numbers tell part, row and component, so that a misplaced one shows. */
function rows(start: number, end: number): CachedRows {
  const data: number[] = []
  for (let part = 0; part < parts; part += 1) {
    for (let row = start; row < end; row += 1) {
      for (let component = 0; component < shape.width; component += 1) {
        data.push(1 + 10_000 * part + 10 * row + component)
      }
    }
  }
  return { count: end - start, data: Float32Array.from(data), rows: end - start, start: 0 }
}

/** Rows that stand one behind the other, in one piece. */
function whole(pieces: readonly CachedRows[]): CachedRows {
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0)
  const data = new Float32Array(parts * count * shape.width)
  copyRows(shape, pieces, { data, rows: count, start: 0 })
  return { count, data, rows: count, start: 0 }
}

/** All rows of a cache, taken out of its front. */
const allRows = (cache: KeyValueCache): CachedRows => whole(cache.parted(0).tail)

/** A cache that grew by so many rows at a time. */
const grown = (sizes: readonly number[], room = 0): KeyValueCache =>
  sizes.reduce(
    (cache, size) => cache.grown(rows(cache.length, cache.length + size)),
    KeyValueCache.empty(new RowStores(shape, 0), room)
  )

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 })
const room = fc.nat(200)

describe('the cache of keys and values', () => {
  it('begins with one row that is nothing', () => {
    const cache = KeyValueCache.empty(new RowStores(shape, 0), 0)
    expect(cache.length).toBe(0)
    expect(cache.tail).toEqual([])
    expect(cache.frontWidth).toBeGreaterThan(0)
  })

  it('holds all rows in order, parted wherever it is wanted', () => {
    fc.assert(
      fc.property(sizes, room, fc.nat(), fc.nat(), (sizes, room, one, other) => {
        const length = total(sizes)
        const at = one % (length + 1)
        const cache = grown(sizes, room)
          .parted(other % (length + 1))
          .parted(at)
        expect([cache.length, cache.frontRows]).toEqual([length, at])
        expect(allRows(cache.first(at))).toEqual(rows(0, at))
        expect(whole(cache.tail)).toEqual(rows(at, length))
        expect(cache.parted(at)).toBe(cache)
        expect(allRows(cache)).toEqual(rows(0, length))
      }),
      { numRuns: 25 }
    )
  })

  it('is cut to the rows that are wanted, and grows on from there', () => {
    const cuts = fc.record({ parted: fc.nat(), at: fc.nat(), more: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(sizes, room, cuts, (sizes, room, { parted, at, more }) => {
        const cache = grown(sizes, room).parted(parted % (total(sizes) + 1))
        const kept = at % (total(sizes) + 1)
        const first = cache.first(kept)
        expect(first.length).toBe(kept)
        expect(allRows(first)).toEqual(rows(0, kept))
        expect(allRows(first.grown(rows(kept, kept + more)))).toEqual(rows(0, kept + more))
      }),
      { numRuns: 25 }
    )
  })

  it('has a row in front of all and rows that do not count behind, up to a multiple of 16', () => {
    const cache = grown([40, 30]).parted(70)
    expect(cache.frontWidth).toBe(80)
    const expected = rows(0, 70).data
    const size = 70 * shape.width
    cache.front().forEach((tensor, part) => {
      expect(tensor.length).toBe(80 * shape.width)
      expect(Array.from(tensor.subarray(0, shape.width))).toEqual(Array<number>(shape.width).fill(0))
      const counted = tensor.subarray(shape.width, 71 * shape.width)
      expect(counted).toEqual(expected.subarray(part * size, (part + 1) * size))
      expect(tensor.every(Number.isFinite)).toBe(true)
    })
  })

  it('stays as it is when others grow from the same rows', () => {
    const long = grown([100], 300).parted(100)
    const one = long.grown(rows(100, 130)).parted(130)
    const other = long.grown(rows(200, 220)).parted(120)
    expect(allRows(long)).toEqual(rows(0, 100))
    expect(allRows(one)).toEqual(rows(0, 130))
    expect(allRows(other.first(100))).toEqual(rows(0, 100))
    expect(whole(other.parted(100).tail)).toEqual(rows(200, 220))
    expect(one.sharesFrontWith(other)).toBe(false)
  })

  it('shares a long front with the caches that grow from it, which counts once', () => {
    const long = grown([300]).parted(300)
    const row = parts * shape.width * 4
    expect(KeyValueCache.bytesOf([long, long.first(200)])).toBe(304 * row)
    const [one, other] = [long.first(200).grown(rows(200, 203)), long.first(200).grown(rows(200, 205))]
    expect(one.sharesFrontWith(other)).toBe(true)
    expect(one.sharesFrontWith(long)).toBe(false)
    expect(allRows(one)).toEqual(rows(0, 203))
    expect(KeyValueCache.bytesOf([one, other])).toBe((304 + 3 + 5) * row)
  })

  it('grows in place where it has room', () => {
    const cache = grown([100], 300).parted(100)
    const longer = cache.grown(rows(100, 300)).parted(300)
    expect(longer.front()[0]!.buffer).toBe(cache.front()[0]!.buffer)
    expect(KeyValueCache.bytesOf([cache, longer])).toBe(KeyValueCache.bytesOf([cache]))
  })
})
