import { readFile, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { marksSchema } from '../ipc/contract'
import type { Marks } from '../ipc/contract'
import { parseJson } from '../parse-json'
import { writeFileAtomically } from './atomic-write'
import { DocumentError, systemCode } from './document-error'
import { sha256 } from './text-format'

/**
 * Regions and locks as they stand beside a document. Offsets and hash refer to the text without byte-order mark and with every line end as
 * one `\n`, so a change of line ends alone (as version control may make) does not lose them.
 */
const marksFileSchema = z.strictObject({
  version: z.literal(1),
  textSha256: z.string().regex(/^[0-9a-f]{64}$/),
  regions: marksSchema.shape.regions,
  locks: marksSchema.shape.locks
})

export const noMarks: Marks = { regions: [], locks: [] }

/** Where the marks of a document are kept: `story.md` → `story.md.lacuna.json`. */
export function marksFilePath(documentPath: string): string {
  return `${documentPath}.lacuna.json`
}

/**
 * Marks kept beside a document, or none. Never fails: marks that cannot be used are left out, and `notice` says so.
 *
 * @param text of the document, line ends `\n`
 */
export async function readMarks(
  documentPath: string,
  text: string
): Promise<{ marks: Marks; notice?: string }> {
  let content: string
  try {
    content = await readFile(marksFilePath(documentPath), 'utf8')
  } catch (error) {
    return systemCode(error) === 'ENOENT'
      ? { marks: noMarks }
      : { marks: noMarks, notice: unreadable(documentPath) }
  }
  const parsed = marksFileSchema.safeParse(parseJson(content))
  if (!parsed.success) return { marks: noMarks, notice: unreadable(documentPath) }
  const { textSha256, regions, locks } = parsed.data
  if (textSha256 !== sha256(text)) {
    const notice = `“${basename(documentPath)}” was changed outside Lacuna, so its regions and locks no longer fit and were left out.`
    return { marks: noMarks, notice }
  }
  if (!fits([...regions, ...locks], text)) return { marks: noMarks, notice: unreadable(documentPath) }
  return { marks: { regions, locks } }
}

/**
 * Keeps the marks beside the document; without marks the file is removed.
 *
 * @param text of the document as it was just written, line ends `\n`
 * @throws DocumentError `marks-not-saved`
 */
export async function writeMarks(documentPath: string, text: string, marks: Marks): Promise<void> {
  const path = marksFilePath(documentPath)
  try {
    if (marks.regions.length === 0 && marks.locks.length === 0) {
      await rm(path, { force: true })
      return
    }
    const content: z.infer<typeof marksFileSchema> = { version: 1, textSha256: sha256(text), ...marks }
    await writeFileAtomically(path, Buffer.from(`${JSON.stringify(content, null, 2)}\n`))
  } catch (cause) {
    const message = `The text was saved, but its regions and locks could not be: “${basename(path)}” cannot be written.`
    throw new DocumentError('marks-not-saved', message, { cause })
  }
}

function unreadable(documentPath: string): string {
  return `The regions and locks kept in “${basename(marksFilePath(documentPath))}” could not be read and were left out.`
}

function fits(spans: readonly { end: number }[], text: string): boolean {
  return spans.every((span) => span.end <= text.length)
}
