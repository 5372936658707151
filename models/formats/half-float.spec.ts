import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { floatsToHalves, fromHalf, halvesToFloats, toHalf } from './half-float'

const patterns = Array.from({ length: 0x1_0000 }, (_, pattern) => pattern)

describe('half floats', () => {
  it('read the values that IEEE 754 names', () => {
    const named = [0x0000, 0x0001, 0x03ff, 0x0400, 0x3555, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00]
    const values = [0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 0.333251953125, 1, -2, 65504, Infinity, -Infinity]
    expect(named.map(fromHalf)).toEqual(values)
    expect(fromHalf(0x7e00)).toBeNaN()
  })

  it('come back from their value, every one', () => {
    const numbers = patterns.filter((pattern) => !Number.isNaN(fromHalf(pattern)))
    expect(numbers.map((pattern) => toHalf(fromHalf(pattern)))).toEqual(numbers)
    expect(fromHalf(toHalf(NaN))).toBeNaN()
  })

  it('are the nearest to what they stand for, ties to the even one', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const pattern = toHalf(value)
        const error = Math.abs(fromHalf(pattern) - value)
        for (const neighbour of [pattern - 1, pattern + 1]) {
          const other = Math.abs(fromHalf(neighbour & 0xffff) - value)
          if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(other)
          if (error === other) expect(pattern % 2).toBe(0)
        }
      })
    )
    expect(fromHalf(toHalf(1 + 2 ** -11))).toBe(1)
    expect(fromHalf(toHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9)
    expect(toHalf(65520)).toBe(0x7c00)
  })

  it('travel as little-endian bytes', () => {
    expect([...floatsToHalves(Float32Array.of(1, -2))]).toEqual([0x00, 0x3c, 0x00, 0xc0])
    expect([...halvesToFloats(Uint8Array.of(0x00, 0x3c, 0x00, 0xc0))]).toEqual([1, -2])
  })
})
