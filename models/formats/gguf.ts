/**
 * GGUF, the file format of llama.cpp, version 3: a header of key-value pairs, the tensors' names and places, then their
 * bytes. All numbers are little-endian. Source: ggml-org/ggml, docs/gguf.md.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { FormatError } from './format-error'
import { GgufReader, type GgufValue } from './gguf-values'

/** ggml's numbers of the element types that are read here, with how many bytes hold how many weights. */
const elementTypes = {
  0: { name: 'F32', weights: 1, bytes: 4 },
  1: { name: 'F16', weights: 1, bytes: 2 },
  2: { name: 'Q4_0', weights: 32, bytes: 18 },
  3: { name: 'Q4_1', weights: 32, bytes: 20 },
  8: { name: 'Q8_0', weights: 32, bytes: 34 },
  14: { name: 'Q6_K', weights: 256, bytes: 210 }
} as const

export type GgufElementType = (typeof elementTypes)[keyof typeof elementTypes]['name']

/** Where a tensor lies. `shape` is in row-major order, outputs first; `begin` and `end` are byte offsets in the file. */
export interface GgufTensor {
  readonly type: GgufElementType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, GgufValue>
  readonly tensors: ReadonlyMap<string, GgufTensor>
}

const magic = 0x46554747
const versions = [2, 3]
const usualAlignment = 32
const maximumTensors = 100_000

/** Bytes of a tensor's elements. @throws FormatError `malformed` where a row is no whole number of blocks */
export function ggufTensorBytes(type: GgufElementType, shape: readonly number[]): number {
  const { weights, bytes } = Object.values(elementTypes).find(({ name }) => name === type)!
  if ((shape.at(-1) ?? 1) % weights !== 0) {
    throw new FormatError(
      'malformed',
      `Rows of ${shape.at(-1)} weights are no whole number of ${type} blocks.`
    )
  }
  return (shape.reduce((product, size) => product * size, 1) / weights) * bytes
}

export const ggufTypeNumber = (type: GgufElementType): number =>
  Number(Object.entries(elementTypes).find(([, { name }]) => name === type)![0])

/**
 * Reads the header at the beginning of a file.
 * @returns undefined where `bytes` does not hold all of it
 * @throws FormatError `malformed`, `unsupported` (a version or an element type)
 */
export function parseGgufHeader(bytes: Uint8Array, fileSize: number): GgufHeader | undefined {
  const reader = new GgufReader(bytes)
  try {
    if (reader.uint32() !== magic) throw malformed('it does not begin with the letters GGUF')
    const version = reader.uint32()
    if (!versions.includes(version)) {
      throw new FormatError('unsupported', `GGUF of version ${version} is not read here, only 2 and 3.`)
    }
    const tensorCount = reader.count()
    if (tensorCount > maximumTensors) throw malformed(`it claims to hold ${tensorCount} tensors`)
    const valueCount = reader.count()
    const metadata = new Map<string, GgufValue>()
    for (let index = 0; index < valueCount; index += 1) {
      const key = reader.string()
      metadata.set(key, reader.value(reader.uint32()))
    }
    const places = Array.from({ length: tensorCount }, () => readPlace(reader))
    const alignment = metadata.get('general.alignment') ?? usualAlignment
    if (typeof alignment !== 'number' || alignment < 1) throw malformed('its alignment is no number')
    const dataStart = Math.ceil(reader.position / alignment) * alignment
    const tensors = new Map<string, GgufTensor>()
    for (const { name, type, shape, offset } of places) {
      const begin = dataStart + offset
      const end = begin + ggufTensorBytes(type, shape)
      if (end > fileSize) throw malformed(`tensor ${name} would end behind the file`)
      tensors.set(name, { type, shape, begin, end })
    }
    return { metadata, tensors }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readPlace(reader: GgufReader): {
  name: string
  type: GgufElementType
  shape: number[]
  offset: number
} {
  const name = reader.string()
  const dimensions = reader.uint32()
  if (dimensions > 4) throw malformed(`tensor ${name} has ${dimensions} dimensions`)
  const shape = Array.from({ length: dimensions }, () => reader.count()).reverse()
  const number = reader.uint32()
  const offset = reader.count()
  if (!Object.hasOwn(elementTypes, number)) {
    throw new FormatError(
      'unsupported',
      `Tensor ${name} has elements of ggml type ${number}. Those that are read are ${Object.values(
        elementTypes
      )
        .map((type) => type.name)
        .join(', ')}.`
    )
  }
  return { name, type: elementTypes[number as keyof typeof elementTypes].name, shape, offset }
}

const malformed = (what: string): FormatError =>
  new FormatError('malformed', `This is not a whole GGUF file: ${what}. Fetch it again.`)

const firstRead = 1 << 20
const longestHeader = 1 << 28

/** An open GGUF file; tensors are read one at a time. */
export class GgufFile {
  private constructor(
    private readonly handle: FileHandle,
    readonly header: GgufHeader
  ) {}

  /** @throws FormatError; errors of the file system */
  static async open(path: string): Promise<GgufFile> {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      // Its length stands nowhere: it is read in pieces that double until it is whole.
      for (let length = firstRead; ; length *= 2) {
        const bytes = await readUpTo(handle, 0, Math.min(length, size))
        const header = parseGgufHeader(bytes, size)
        if (header !== undefined) return new GgufFile(handle, header)
        if (length >= size || length >= longestHeader) throw malformed('its header has no end')
      }
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** The bytes of a tensor, row-major. @throws FormatError `missing-tensor`, `malformed` */
  async read(name: string): Promise<Uint8Array> {
    const tensor = this.header.tensors.get(name)
    if (tensor === undefined) throw new FormatError('missing-tensor', `The file holds no tensor ${name}.`)
    const bytes = await readUpTo(this.handle, tensor.begin, tensor.end - tensor.begin)
    if (bytes.length < tensor.end - tensor.begin) throw malformed('it ends early')
    return bytes
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}

async function readUpTo(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
