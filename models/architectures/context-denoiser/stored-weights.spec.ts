import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantiseColumns } from './column-quantisation'
import { addLowRankUpdate } from './low-rank'

const matrix = (rows: number, columns: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.integer({ min: -4000, max: 4000 }), {
      minLength: rows * columns,
      maxLength: rows * columns
    })
    .map((values) => Float32Array.from(values, (value) => value / 1000))

const size = fc.integer({ min: 1, max: 9 })

describe('weights in eight bits', () => {
  it('are off by half a step at most', () => {
    const cases = fc.record({ outputs: fc.integer({ min: 1, max: 40 }), inputs: size })
    fc.assert(
      fc.property(
        cases.chain(({ outputs, inputs }) =>
          fc.tuple(fc.constant([outputs, inputs] as const), matrix(outputs, inputs))
        ),
        ([[outputs, inputs], weights]) => {
          const { levels, scales } = quantiseColumns(weights, outputs, inputs)
          weights.forEach((weight, at) => {
            const [output, input] = [Math.floor(at / inputs), at % inputs]
            const level = levels[input * outputs + output]!
            const scale = scales[output]!
            expect(Math.abs(scale * level - weight)).toBeLessThanOrEqual(scale * 0.5001)
          })
        }
      )
    )
  })
})

describe('a low-rank update', () => {
  it('adds factor · B A', () => {
    const sizes = fc.tuple(size, size, size)
    fc.assert(
      fc.property(
        sizes.chain(([outputs, inputs, rank]) =>
          fc.tuple(
            fc.constant({ outputs, inputs, rank }),
            matrix(outputs, inputs),
            matrix(rank, inputs),
            matrix(outputs, rank),
            fc.constantFrom(0.5, 2)
          )
        ),
        ([{ inputs, rank }, weights, a, b, factor]) => {
          const updated = weights.slice()
          addLowRankUpdate(updated, inputs, { a, b, factor })
          updated.forEach((value, at) => {
            const [output, input] = [Math.floor(at / inputs), at % inputs]
            let sum = 0
            for (let k = 0; k < rank; k += 1) sum += b[output * rank + k]! * a[k * inputs + input]!
            expect(value).toBeCloseTo(weights[at]! + factor * sum, 3)
          })
        }
      )
    )
  })
})
