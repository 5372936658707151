import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { writeFileAtomically } from './atomic-write'
import { DocumentError, readError, systemCode, writeError } from './document-error'
import { decodeText, encodeText, formatAfterWriting, sha256 } from './text-format'
import type { TextFormat } from './text-format'

/** Largest file that is opened, in bytes. A long novel has two million. */
const largestFile = 64 * 1024 * 1024

/** A text file as it stands on the disk. */
export interface DocumentFile {
  /** Line ends `\n`, without byte-order mark. */
  readonly text: string
  readonly format: TextFormat
  /** Of its bytes. */
  readonly hash: string
}

/** @throws DocumentError */
export async function readDocumentFile(path: string): Promise<DocumentFile> {
  const name = basename(path)
  let bytes: Buffer
  try {
    if ((await stat(path)).size > largestFile) {
      throw new DocumentError(
        'too-large',
        `“${name}” is larger than 64 MB. Split it into parts and open one of them.`
      )
    }
    bytes = await readFile(path)
  } catch (error) {
    throw error instanceof DocumentError ? error : readError(name, error)
  }
  return { ...decodeText(bytes, name), hash: sha256(bytes) }
}

/** Hash of the bytes that stand there now; null where there is no such file. @throws DocumentError */
export async function hashOnDisk(path: string): Promise<string | null> {
  try {
    return sha256(await readFile(path))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw readError(basename(path), error)
  }
}

/**
 * Replaces the file atomically and returns the format and hash of what now stands there.
 *
 * @param text line ends `\n`
 * @throws DocumentError; the file is then unchanged
 */
export async function writeDocumentFile(
  path: string,
  text: string,
  format: TextFormat
): Promise<Pick<DocumentFile, 'format' | 'hash'>> {
  const bytes = encodeText(text, format)
  try {
    await writeFileAtomically(path, bytes)
  } catch (error) {
    throw writeError(basename(path), error)
  }
  return { format: formatAfterWriting(text, format), hash: sha256(bytes) }
}
