import { createHash } from 'node:crypto'
import { DocumentError } from './document-error'
import { restoreLineEnds, takeLineEnds } from './line-ends'
import type { LineEnds } from './line-ends'

/** What stands in a file beside its text, and is put back when it is saved. */
export interface TextFormat {
  readonly byteOrderMark: boolean
  readonly lineEnds: LineEnds
}

/** What a document that was never in a file is saved with. */
export const newFileFormat: TextFormat = { byteOrderMark: false, lineEnds: { kind: 'uniform', end: '\n' } }

const byteOrderMark = '\uFEFF'

/**
 * The bytes of a file as text (line ends `\n`) and format. `encodeText` is the exact inverse.
 *
 * @param name of the file, for the message
 * @throws DocumentError `not-utf8` or `not-text`
 */
export function decodeText(bytes: Uint8Array, name: string): { text: string; format: TextFormat } {
  const content = decodeUtf8(bytes, name)
  if (isMostlyNull(content)) {
    throw new DocumentError('not-text', `“${name}” is not a text file. Lacuna opens plain text and Markdown.`)
  }
  const marked = content.startsWith(byteOrderMark)
  const { text, lineEnds } = takeLineEnds(marked ? content.slice(1) : content)
  return { text, format: { byteOrderMark: marked, lineEnds } }
}

/** The bytes that `text` (line ends `\n`) has in a file of this format. */
export function encodeText(text: string, format: TextFormat): Uint8Array {
  return Buffer.from((format.byteOrderMark ? byteOrderMark : '') + restoreLineEnds(text, format.lineEnds))
}

/** The format of the file after `text` was written to it: in a mixed file its lines are now those to compare with. */
export function formatAfterWriting(text: string, format: TextFormat): TextFormat {
  if (format.lineEnds.kind === 'uniform') return format
  return { ...format, lineEnds: takeLineEnds(restoreLineEnds(text, format.lineEnds)).lineEnds }
}

/** SHA-256 of bytes, or of a text in UTF-8, in lower-case hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

function decodeUtf8(bytes: Uint8Array, name: string): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    const message = utf16
      ? `“${name}” is encoded as UTF-16. Save it as UTF-8 in the program it comes from, then open it here.`
      : `“${name}” is not encoded as UTF-8. If it is a text, save it as UTF-8 in the program it comes from, then open it here.`
    throw new DocumentError('not-utf8', message, { cause })
  }
}

/** UTF-16 without a mark, and binary files that happen to be valid UTF-8. A stray null character in a text is kept like any other. */
function isMostlyNull(content: string): boolean {
  return content.split('\0').length - 1 > content.length / 10
}
