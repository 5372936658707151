import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { FormatError } from './format-error'

/** Where the bytes of a tensor lie, relative to the folder of the ONNX file. */
export interface ExternalLocation {
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** Offsets are multiples of a page, so that a runtime can map each tensor by itself. */
const alignment = 4096

/** Readers address external data with 31 bits. */
const maximumFileBytes = 2 ** 31 - 1

/** Streams tensors to files that ONNX graphs point at; starts another file before one grows past 2 GiB. */
export class ExternalDataWriter {
  private handle: FileHandle | undefined
  private readonly names: string[] = []
  private position = 0

  constructor(
    private readonly directory: string,
    private readonly fileLimit = maximumFileBytes
  ) {}

  /** Names of the files written so far. */
  get files(): readonly string[] {
    return this.names
  }

  /** @throws FormatError `too-large` for one tensor beyond 2 GiB; errors of the file system */
  async append(bytes: Uint8Array): Promise<ExternalLocation> {
    if (bytes.length > this.fileLimit) {
      throw new FormatError(
        'too-large',
        `A tensor of ${bytes.length} bytes does not fit into one file of external data.`
      )
    }
    let offset = Math.ceil(this.position / alignment) * alignment
    if (this.handle === undefined || offset + bytes.length > this.fileLimit) {
      await this.finishFile()
      const name = `weights-${this.names.length}.bin`
      this.handle = await open(join(this.directory, name), 'wx')
      this.names.push(name)
      offset = 0
    }
    const { handle } = this
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, offset + written)
      written += bytesWritten
    }
    this.position = offset + bytes.length
    return { file: this.names.at(-1)!, offset, length: bytes.length }
  }

  /** Flushes the last file to disk and closes it. Idempotent. */
  async close(): Promise<void> {
    await this.finishFile()
  }

  private async finishFile(): Promise<void> {
    const handle = this.handle
    if (handle === undefined) return
    this.handle = undefined
    this.position = 0
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}
