import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FormatError } from './format-error'
import { dequantise, ggmlFormat } from './ggml-blocks'

/** Random blocks and the weights that the Python package gguf 0.19.0 reads from them. */
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden/ggml-blocks.json'), 'utf8')
) as readonly { format: string; blocks: string; weights: number[] }[]

describe('ggml blocks', () => {
  it.each(golden.map(({ format, blocks, weights }) => [format, blocks, weights] as const))(
    '%s reads as gguf reads it',
    (format, blocks, weights) => {
      const read = dequantise(ggmlFormat(format), Buffer.from(blocks, 'base64'))
      expect(read.length).toBe(weights.length)
      weights.forEach((weight, index) => expect(read[index]).toBeCloseTo(weight, 6))
    }
  )

  it('refuses formats it does not know, and cut blocks', () => {
    expect(() => ggmlFormat('IQ2_XS')).toThrow(FormatError)
    expect(() => ggmlFormat('toString')).toThrow(FormatError)
    expect(() => dequantise('Q4_1', new Uint8Array(19))).toThrow(/whole number of Q4_1 blocks/)
  })
})
