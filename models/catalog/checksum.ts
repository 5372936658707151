import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rename, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'

/** SHA-256 of a file's bytes in lower-case hexadecimal. Rejects with the signal's reason when it is aborted. */
export async function fileChecksum(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted()
    hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

/**
 * A file whose checksum was seen to be right. As long as size and time of modification stay, it need not be read
 * again: summing hundreds of megabytes at each start would be felt.
 */
export const seenFileSchema = z.strictObject({
  path: z.string(),
  sha256: z.string(),
  size: z.number(),
  /** Modification time, milliseconds since 1970. */
  modified: z.number()
})
export type SeenFile = z.infer<typeof seenFileSchema>

/** How a file stands now, next to what was remembered of it: `path` as remembered, `file` where it lies. */
export async function isUnchanged(file: string, seen: SeenFile): Promise<boolean> {
  const { size, mtimeMs } = await stat(file)
  return size === seen.size && mtimeMs === seen.modified
}

/** Writes a small JSON file so that a reader sees the old or the new one, never a part. */
export async function writeJsonAtomically(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${randomUUID()}.partial`
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`)
  await rename(temporary, path)
}
