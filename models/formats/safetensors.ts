/**
 * The safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes without gaps.
 * Source: huggingface/safetensors, README "Format".
 */
import { open, type FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { FormatError } from './format-error'

const elementBytes = { F32: 4, F16: 2, U8: 1 } as const
export type ElementType = keyof typeof elementBytes

/** Where a tensor lies. `begin` and `end` are byte offsets in the file. */
export interface TensorEntry {
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, TensorEntry>
  readonly metadata: ReadonlyMap<string, string>
}

const lengthBytes = 8
const maximumHeaderBytes = 100_000_000

const sizeSchema = z.int().nonnegative()
const tensorSchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(sizeSchema),
  data_offsets: z.tuple([sizeSchema, sizeSchema])
})
const headerSchema = z
  .looseObject({ __metadata__: z.record(z.string(), z.string()).optional() })
  .transform(({ __metadata__: metadata = {}, ...tensors }) => ({ metadata, tensors }))
  .pipe(z.object({ metadata: z.record(z.string(), z.string()), tensors: z.record(z.string(), tensorSchema) }))

const malformed = (what: string, options?: ErrorOptions): FormatError =>
  new FormatError(
    'malformed',
    `This is not a whole safetensors file: ${what}. Fetch or export it again.`,
    options
  )

function headerLength(prefix: Uint8Array, fileSize: number): number {
  if (prefix.length < lengthBytes) throw malformed('it is shorter than eight bytes')
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true)
  if (length > BigInt(Math.min(maximumHeaderBytes, fileSize - lengthBytes))) {
    throw malformed('its header would be longer than the file')
  }
  return Number(length)
}

/**
 * Checks and reads the header's JSON text.
 * @param fileSize Bytes of the whole file.
 * @throws FormatError `malformed`, `unsupported` (an element type other than F32, F16, U8)
 */
export function parseSafetensorsHeader(header: Uint8Array, fileSize: number): SafetensorsHeader {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header))
  } catch (error) {
    throw malformed('its header is not JSON', { cause: error })
  }
  const parsed = headerSchema.safeParse(json)
  if (!parsed.success)
    throw malformed('its header has other fields than the format allows', { cause: parsed.error })

  const dataStart = lengthBytes + header.length
  const tensors = new Map<string, TensorEntry>()
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(parsed.data.tensors)) {
    if (!Object.hasOwn(elementBytes, dtype)) {
      throw new FormatError(
        'unsupported',
        `Tensor ${name} has elements of type ${dtype}; export it as F32 or F16.`
      )
    }
    const type = dtype as ElementType
    const bytes = shape.reduce((product, size) => product * size, elementBytes[type])
    const [begin, end] = offsets
    if (end - begin !== bytes) throw malformed(`tensor ${name} has another size than its shape`)
    tensors.set(name, { type, shape, begin: dataStart + begin, end: dataStart + end })
  }
  let position = dataStart
  for (const { begin, end } of [...tensors.values()].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position) throw malformed('its tensors overlap or leave gaps')
    position = end
  }
  if (position !== fileSize) throw malformed(`it has ${fileSize} bytes and its tensors end at ${position}`)
  return { tensors, metadata: new Map(Object.entries(parsed.data.metadata)) }
}

/** An open safetensors file; tensors are read one at a time. */
export class SafetensorsFile {
  private constructor(
    private readonly handle: FileHandle,
    readonly header: SafetensorsHeader
  ) {}

  /** @throws FormatError; errors of the file system */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      const prefix = await readExactly(handle, 0, Math.min(size, lengthBytes))
      const header = await readExactly(handle, lengthBytes, headerLength(prefix, size))
      return new SafetensorsFile(handle, parseSafetensorsHeader(header, size))
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** The bytes of a tensor, row-major. @throws FormatError `missing-tensor` */
  async read(name: string): Promise<Uint8Array> {
    const entry = this.header.tensors.get(name)
    if (entry === undefined) throw new FormatError('missing-tensor', `The file holds no tensor ${name}.`)
    return readExactly(this.handle, entry.begin, entry.end - entry.begin)
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) throw malformed('it ends early')
    filled += bytesRead
  }
  return bytes
}

/** A tensor to write. */
export interface TensorData {
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** The bytes of a file with these tensors, in this order. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, TensorData>,
  metadata: Readonly<Record<string, string>> = {}
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const [name, { type, shape, bytes }] of tensors) {
    header[name] = { dtype: type, shape, data_offsets: [offset, (offset += bytes.length)] }
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  // Readers map the file: the data starts at a multiple of eight, and the format pads its header with spaces.
  const headerBytes = Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(lengthBytes + headerBytes + offset).fill(
    0x20,
    lengthBytes,
    lengthBytes + headerBytes
  )
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true)
  file.set(text, lengthBytes)
  let position = lengthBytes + headerBytes
  for (const { bytes } of tensors.values()) {
    file.set(bytes, position)
    position += bytes.length
  }
  return file
}
