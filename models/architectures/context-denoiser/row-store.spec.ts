import { describe, expect, it } from 'vitest'
import { rowShape, type CachedRows } from './cached-rows'
import { RowStores, type RowStore } from './row-store'

const shape = rowShape({ layers: 1, kvHeads: 1, headDim: 2 })

/** Bytes of a store with room for 31 rows and the one that is nobody's. */
const storeBytes = 2 * 32 * shape.width * Float32Array.BYTES_PER_ELEMENT

const rows = (count: number, value: number): CachedRows => ({
  data: new Float32Array(2 * count * shape.width).fill(value),
  rows: count,
  start: 0,
  count
})

const keep = (stores: RowStores, ...kept: RowStore[]): void => stores.keepOnly(new Set(kept))

describe('stores of keys and values', () => {
  it('give memory that nobody needs to the next one, which begins with a row of zeros', () => {
    const stores = new RowStores(shape, storeBytes)
    const old = stores.empty(31).with(0, [rows(31, 7)], 31)
    const [memory] = old.parts
    keep(stores)
    const next = stores.empty(20)
    expect(next.parts[0]).toBe(memory)
    expect(next.bytes).toBe(storeBytes)
    expect(Array.from(memory!.subarray(0, 4))).toEqual([0, 0, 7, 7])
    expect(next.with(0, [rows(25, 3)], 25)).toBe(next)
    expect(next.rows(0, 25)).toEqual(rows(25, 3))
  })

  it('say so when rows are used whose memory was taken back', () => {
    const stores = new RowStores(shape, storeBytes)
    const [kept, other] = [stores.empty(31), stores.empty(31)]
    keep(stores, kept)
    expect(kept.parts.length).toBe(2)
    expect(() => other.parts).toThrow('taken back')
    expect(() => other.rows(0, 1)).toThrow('taken back')
  })

  it('keep no more memory to spare than they may, the latest', () => {
    const stores = new RowStores(shape, 2 * storeBytes)
    const [first, second, third] = [stores.empty(31), stores.empty(31), stores.empty(31)]
    const memories = [first, second, third].map(({ parts }) => parts[0])
    keep(stores, second, third)
    keep(stores, third)
    keep(stores)
    const taken = [1, 2, 3].map(() => stores.empty(31).parts[0])
    expect(taken).not.toContain(memories[0])
    expect(taken).toContain(memories[1])
    expect(taken).toContain(memories[2])
  })

  it('do not waste much memory on few rows', () => {
    const stores = new RowStores(shape, 4 * storeBytes)
    const { parts } = stores.empty(127)
    keep(stores)
    expect(stores.empty(31).parts[0]!.length).toBe(32 * shape.width)
    expect(stores.empty(63).parts[0]).toBe(parts[0])
  })
})
