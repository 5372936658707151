import { toHalf, fromHalf } from '../../formats/half-float'

const blockLength = 32
const blockBytes = 34

/** Weights → Q8_0 blocks of ggml: f16 d, then 32 signed bytes; w ≈ d·q. The count must be a multiple of 32. */
export function toQ8Blocks(weights: Float32Array): Uint8Array {
  const blocks = new Uint8Array((weights.length / blockLength) * blockBytes)
  const view = new DataView(blocks.buffer)
  for (let block = 0; block * blockLength < weights.length; block += 1) {
    const start = block * blockLength
    let largest = 0
    for (let index = 0; index < blockLength; index += 1) {
      largest = Math.max(largest, Math.abs(weights[start + index]!))
    }
    const scale = toHalf(largest / 127)
    view.setUint16(block * blockBytes, scale, true)
    const inverse = largest === 0 ? 0 : 1 / fromHalf(scale)
    for (let index = 0; index < blockLength; index += 1) {
      const level = Math.round(weights[start + index]! * inverse)
      view.setInt8(block * blockBytes + 2 + index, Math.max(-127, Math.min(127, level)))
    }
  }
  return blocks
}
