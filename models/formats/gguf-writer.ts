import { ggufTensorBytes, ggufTypeNumber, type GgufElementType } from './gguf'
import { valueTypes } from './gguf-values'

/** A value with its type, as a GGUF names both. */
export type TypedValue =
  | { readonly type: 'uint32' | 'float32'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'int32s'; readonly value: readonly number[] }

/** A tensor to write. `shape` in row-major order, outputs first. */
export interface GgufTensorData {
  readonly type: GgufElementType
  readonly shape: readonly number[]
  /** Called once, when its turn to be written comes. */
  readonly bytes: () => Promise<Uint8Array>
}

const alignment = 32
const padded = (length: number): number => Math.ceil(length / alignment) * alignment

/** The pieces of a GGUF file of version 3, in order. */
export async function* encodeGguf(
  metadata: Readonly<Record<string, TypedValue>>,
  tensors: ReadonlyMap<string, GgufTensorData>
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter()
  writer.bytes(new TextEncoder().encode('GGUF'))
  writer.uint32(3)
  writer.count(tensors.size)
  writer.count(Object.keys(metadata).length)
  for (const [key, entry] of Object.entries(metadata)) {
    writer.string(key)
    writeValue(writer, entry)
  }
  let offset = 0
  for (const [name, { type, shape }] of tensors) {
    writer.string(name)
    writer.uint32(shape.length)
    for (const size of [...shape].reverse()) writer.count(size)
    writer.uint32(ggufTypeNumber(type))
    writer.count(offset)
    offset += padded(ggufTensorBytes(type, shape))
  }
  const header = writer.finish()
  yield header
  yield new Uint8Array(padded(header.length) - header.length)
  for (const { bytes } of tensors.values()) {
    const data = await bytes()
    yield data
    yield new Uint8Array(padded(data.length) - data.length)
  }
}

function writeValue(writer: ByteWriter, entry: TypedValue): void {
  switch (entry.type) {
    case 'uint32':
      writer.uint32(valueTypes.uint32)
      writer.uint32(entry.value)
      return
    case 'float32':
      writer.uint32(valueTypes.float32)
      writer.float32(entry.value)
      return
    case 'string':
      writer.uint32(valueTypes.string)
      writer.string(entry.value)
      return
    case 'strings':
      writer.uint32(valueTypes.array)
      writer.uint32(valueTypes.string)
      writer.count(entry.value.length)
      for (const text of entry.value) writer.string(text)
      return
    case 'int32s':
      writer.uint32(valueTypes.array)
      writer.uint32(valueTypes.int32)
      writer.count(entry.value.length)
      for (const value of entry.value) writer.uint32(value)
      return
  }
}

/** Collects little-endian numbers and strings. */
class ByteWriter {
  private readonly parts: Uint8Array[] = []

  bytes(part: Uint8Array): void {
    this.parts.push(part)
  }

  uint32(value: number): void {
    const part = new Uint8Array(4)
    new DataView(part.buffer).setInt32(0, value, true)
    this.bytes(part)
  }

  float32(value: number): void {
    const part = new Uint8Array(4)
    new DataView(part.buffer).setFloat32(0, value, true)
    this.bytes(part)
  }

  count(value: number): void {
    const part = new Uint8Array(8)
    new DataView(part.buffer).setBigUint64(0, BigInt(value), true)
    this.bytes(part)
  }

  string(text: string): void {
    const part = new TextEncoder().encode(text)
    this.count(part.length)
    this.bytes(part)
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.parts))
  }
}
