const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** The value of every IEEE 754 binary16 pattern; 256 KiB that make reading a tensor of halves one lookup a number. */
const values = Float32Array.from({ length: 0x1_0000 }, (_, pattern) => {
  const sign = pattern & 0x8000 ? -1 : 1
  const exponent = (pattern >> 10) & 0x1f
  const fraction = pattern & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
})

/** IEEE 754 binary16 bit pattern → number. */
export function fromHalf(pattern: number): number {
  return values[pattern]!
}

/** Number → IEEE 754 binary16 bit pattern, rounded to nearest, ties to even; too large becomes infinity. */
export function toHalf(value: number): number {
  float[0] = value
  const pattern = bits[0]!
  const sign = (pattern >>> 16) & 0x8000
  const magnitude = pattern & 0x7fff_ffff
  if (magnitude > 0x7f80_0000) return sign | 0x7e00
  if (magnitude >= 0x4780_0000) return sign | 0x7c00
  if (magnitude < 0x3880_0000) {
    // Below the smallest normal half every unit is 2⁻²⁴; the sum with 0.5 leaves exactly those units in the low bits.
    float[0] = Math.abs(value) + 0.5
    return sign | (bits[0]! - 0x3f00_0000)
  }
  return sign | ((magnitude - 0x3800_0000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}

/** Little-endian binary16 bytes → numbers. */
export function halvesToFloats(bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(bytes.length >> 1)
  for (let index = 0; index < floats.length; index += 1) {
    floats[index] = values[bytes[2 * index]! | (bytes[2 * index + 1]! << 8)]!
  }
  return floats
}

/** Numbers → little-endian binary16 bytes. */
export function floatsToHalves(floats: Float32Array): Uint8Array {
  const bytes = new Uint8Array(2 * floats.length)
  for (let index = 0; index < floats.length; index += 1) {
    const pattern = toHalf(floats[index]!)
    bytes[2 * index] = pattern & 0xff
    bytes[2 * index + 1] = pattern >>> 8
  }
  return bytes
}
