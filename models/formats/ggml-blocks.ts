/**
 * The block formats of ggml (ggml-org/llama.cpp, ggml-common.h) in which base weights are kept. A row of weights is a
 * row of blocks, each with its own scale; all numbers are little-endian.
 */
import { FormatError } from './format-error'
import { fromHalf } from './half-float'

interface BlockFormat {
  /** Weights in a block. */
  readonly length: number
  /** Bytes of a block. */
  readonly bytes: number
  /** Writes the weights of the block at `source[offset]` to `target[start]` and on. */
  readonly read: (source: Uint8Array, offset: number, target: Float32Array, start: number) => void
}

const half = (source: Uint8Array, offset: number): number =>
  fromHalf(source[offset]! | (source[offset + 1]! << 8))

const signed = (byte: number): number => (byte << 24) >> 24

const formats = {
  /** f16 d, 16 bytes of nibbles (low nibbles first); w = d·(q − 8). */
  Q4_0: {
    length: 32,
    bytes: 18,
    read(source, offset, target, start) {
      const scale = half(source, offset)
      for (let index = 0; index < 16; index += 1) {
        const pair = source[offset + 2 + index]!
        target[start + index] = scale * ((pair & 15) - 8)
        target[start + 16 + index] = scale * ((pair >> 4) - 8)
      }
    }
  },
  /** f16 d, f16 m, 16 bytes of nibbles (low nibbles first); w = d·q + m. */
  Q4_1: {
    length: 32,
    bytes: 20,
    read(source, offset, target, start) {
      const scale = half(source, offset)
      const minimum = half(source, offset + 2)
      for (let index = 0; index < 16; index += 1) {
        const pair = source[offset + 4 + index]!
        target[start + index] = scale * (pair & 15) + minimum
        target[start + 16 + index] = scale * (pair >> 4) + minimum
      }
    }
  },
  /** f16 d, 32 signed bytes; w = d·q. */
  Q8_0: {
    length: 32,
    bytes: 34,
    read(source, offset, target, start) {
      const scale = half(source, offset)
      for (let index = 0; index < 32; index += 1) {
        target[start + index] = scale * signed(source[offset + 2 + index]!)
      }
    }
  },
  /** 128 bytes of low nibbles, 64 bytes of high bit pairs, 16 signed scales, f16 d; w = d·scale·(q − 32), scale per 16 weights. */
  Q6_K: {
    length: 256,
    bytes: 210,
    read(source, offset, target, start) {
      const scale = half(source, offset + 208)
      for (let index = 0; index < 256; index += 1) {
        const part = index >> 7
        const quarter = (index >> 5) & 3
        const lane = index & 31
        const low = source[offset + 64 * part + 32 * (quarter & 1) + lane]!
        const high = source[offset + 128 + 32 * part + lane]!
        const level = (quarter < 2 ? low & 15 : low >> 4) | (((high >> (2 * quarter)) & 3) << 4)
        target[start + index] = scale * signed(source[offset + 192 + (index >> 4)]!) * (level - 32)
      }
    }
  }
} satisfies Record<string, BlockFormat>

export type GgmlFormat = keyof typeof formats

/** Narrows the name of a block format. @throws FormatError `unsupported` */
export function ggmlFormat(name: string): GgmlFormat {
  if (Object.hasOwn(formats, name)) return name as GgmlFormat
  throw new FormatError(
    'unsupported',
    `The weights are in the block format ${name}, which is not read here. Convert them to one of ${Object.keys(formats).join(', ')}.`
  )
}

/** Weights that `byteLength` bytes of blocks hold. @throws FormatError `malformed` where blocks are cut. */
export function ggmlWeightCount(format: GgmlFormat, byteLength: number): number {
  const { bytes, length } = formats[format]
  if (byteLength % bytes !== 0) {
    throw new FormatError(
      'malformed',
      `${byteLength} bytes are no whole number of ${format} blocks of ${bytes}.`
    )
  }
  return (byteLength / bytes) * length
}

/** Blocks → weights, in order. @throws FormatError `malformed` where blocks are cut. */
export function dequantise(format: GgmlFormat, bytes: Uint8Array): Float32Array {
  const weights = new Float32Array(ggmlWeightCount(format, bytes.length))
  const block = formats[format]
  for (let index = 0; index * block.bytes < bytes.length; index += 1) {
    block.read(bytes, index * block.bytes, weights, index * block.length)
  }
  return weights
}
