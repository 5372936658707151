import { FormatError } from './format-error'

/** What a key of a GGUF header may hold. Whole numbers of 64 bits are given as numbers where they are exact. */
export type GgufValue = number | boolean | string | readonly GgufValue[]

/** Numbers of the value types, as the file has them. */
export const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const

/** Reads the header of a GGUF from its bytes. Each read throws a RangeError where the bytes end. */
export class GgufReader {
  position = 0
  private readonly view: DataView
  private readonly decoder = new TextDecoder('utf-8')

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true)
  }

  /** An unsigned number of 64 bits that counts or places something. @throws FormatError where no file could be so large */
  count(): number {
    const value = this.view.getBigUint64(this.advance(8), true)
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new FormatError('malformed', `This is not a whole GGUF file: it counts to ${value}.`)
    }
    return Number(value)
  }

  string(): string {
    const length = this.count()
    const start = this.advance(length)
    return this.decoder.decode(this.bytes.subarray(start, start + length))
  }

  value(type: number): GgufValue {
    const { view } = this
    switch (type) {
      case 0:
        return view.getUint8(this.advance(1))
      case 1:
        return view.getInt8(this.advance(1))
      case 2:
        return view.getUint16(this.advance(2), true)
      case 3:
        return view.getInt16(this.advance(2), true)
      case valueTypes.uint32:
        return this.uint32()
      case valueTypes.int32:
        return view.getInt32(this.advance(4), true)
      case valueTypes.float32:
        return view.getFloat32(this.advance(4), true)
      case valueTypes.bool:
        return view.getUint8(this.advance(1)) !== 0
      case valueTypes.string:
        return this.string()
      case valueTypes.array: {
        const elementType = this.uint32()
        const length = this.count()
        // Each element takes a byte at least: a claim beyond the bytes needs no array of that length.
        if (length > this.bytes.length - this.position) throw new RangeError('the bytes end early')
        return Array.from({ length }, () => this.value(elementType))
      }
      case 10:
        return this.count()
      case 11:
        return Number(view.getBigInt64(this.advance(8), true))
      case 12:
        return view.getFloat64(this.advance(8), true)
      default:
        throw new FormatError('unsupported', `A GGUF value of type ${type} is not known here.`)
    }
  }

  private advance(length: number): number {
    const start = this.position
    if (start + length > this.bytes.length) throw new RangeError('the bytes end early')
    this.position = start + length
    return start
  }
}
