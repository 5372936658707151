import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hadamardMatrix, hadamardWidth, transformBlocks } from './hadamard'

const width = fc.integer({ min: 0, max: 6 }).map((power) => 2 ** power)

const blocks = width.chain((size) =>
  fc.record({
    size: fc.constant(size),
    values: fc
      .array(fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: size, maxLength: size }), {
        minLength: 1,
        maxLength: 3
      })
      .map((rows) => Float32Array.from(rows.flat()))
  })
)

describe('the Walsh–Hadamard transform', () => {
  it.each([1, 2, 8, 64])('has the entries (−1)^(bits in common) / √width for width %i', (size) => {
    const expected = Float32Array.from({ length: size * size }, (_, at) => {
      const common = (Math.floor(at / size) & (at % size)).toString(2).split('1').length - 1
      return (-1) ** common / Math.sqrt(size)
    })
    hadamardMatrix(size).forEach((entry, at) => expect(entry).toBeCloseTo(expected[at]!, 6))
  })

  it('multiplies each block by that matrix', () => {
    fc.assert(
      fc.property(blocks, ({ size, values }) => {
        const turned = values.slice()
        transformBlocks(turned, size)
        const matrix = hadamardMatrix(size)
        const expected = values.map((_, at) => {
          const [block, row] = [at - (at % size), at % size]
          let sum = 0
          for (let column = 0; column < size; column += 1)
            sum += matrix[row * size + column]! * values[block + column]!
          return sum
        })
        turned.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 4))
      })
    )
  })

  it('undoes itself', () => {
    fc.assert(
      fc.property(blocks, ({ size, values }) => {
        const twice = values.slice()
        transformBlocks(twice, size)
        transformBlocks(twice, size)
        twice.forEach((value, at) => expect(value).toBeCloseTo(values[at]!, 4))
      })
    )
  })

  it('takes the widest blocks that fit', () => {
    expect([576, 1536, 48, 7].map(hadamardWidth)).toEqual([64, 64, 16, 1])
  })
})
