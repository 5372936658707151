import { readFile, rename, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { companionSchema } from '../ipc/companion'
import type { Companion } from '../ipc/companion'
import { parseJson } from '../parse-json'
import { writeFileAtomically } from './atomic-write'
import { DocumentError, systemCode } from './document-error'
import { sha256 } from './text-format'

/** Largest file that is read, in bytes. */
const largestFile = 32 * 1024 * 1024

/** Longest text that is kept again beside the document, in UTF-16 code units: with it, authorship survives a change by another program. */
const longestKeptText = 1_000_000

/** How a text came to be, as it stands beside a document. Offsets and hash refer to the text as in the file of marks. */
const companionFileSchema = z.strictObject({
  version: z.literal(1),
  textSha256: z.string().regex(/^[0-9a-f]{64}$/),
  text: z.string().max(longestKeptText).nullable(),
  authorship: companionSchema.shape.authorship,
  runs: companionSchema.shape.runs
})

/** Where history and authorship of a document are kept: `story.md` → `story.md.lacuna-history.json`. */
export function companionFilePath(documentPath: string): string {
  return `${documentPath}.lacuna-history.json`
}

/**
 * History and authorship kept beside a document, or none. Never fails: what cannot be used is set aside under the name `….bad`, and `notice` says so.
 *
 * @param text of the document, line ends `\n`. When it is not the text that was kept, the companion has that one, too.
 */
export async function readCompanion(
  documentPath: string,
  text: string
): Promise<{ companion?: Companion; notice?: string }> {
  const path = companionFilePath(documentPath)
  const unreadable = async () => {
    // Set aside, as the next save writes another: a later version of Lacuna may read it.
    await rename(path, `${path}.bad`).catch(() => undefined)
    const name = basename(path)
    return { notice: `The history and authorship in “${name}” could not be read and were left out.` }
  }
  let content: string
  try {
    if ((await stat(path)).size > largestFile) return await unreadable()
    content = await readFile(path, 'utf8')
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? {} : unreadable()
  }
  const parsed = companionFileSchema.safeParse(parseJson(content))
  if (!parsed.success) return unreadable()
  const { authorship, runs, textSha256, text: kept } = parsed.data
  if (textSha256 === sha256(text)) {
    return covers(authorship, text) ? { companion: { authorship, runs } } : unreadable()
  }
  if (kept !== null && covers(authorship, kept)) return { companion: { authorship, runs, text: kept } }
  return {
    companion: { authorship: [], runs: runs.map(withoutPlaces), text: '' },
    notice: `“${basename(documentPath)}” was changed outside Lacuna, so it is not known any more who wrote what.`
  }
}

/**
 * Keeps history and authorship beside the document; undefined removes the file.
 *
 * @param text of the document as it was just written, line ends `\n`
 * @throws DocumentError `history-not-saved`
 */
export async function writeCompanion(
  documentPath: string,
  text: string,
  companion: Companion | undefined
): Promise<void> {
  const path = companionFilePath(documentPath)
  try {
    if (companion === undefined || !covers(companion.authorship, text)) {
      await rm(path, { force: true })
      return
    }
    const content: z.infer<typeof companionFileSchema> = {
      version: 1,
      textSha256: sha256(text),
      text: text.length <= longestKeptText ? text : null,
      authorship: companion.authorship,
      runs: companion.runs
    }
    await writeFileAtomically(path, Buffer.from(`${JSON.stringify(content)}\n`))
  } catch (cause) {
    const message = `The text was saved, but its history could not be: “${basename(path)}” cannot be written.`
    throw new DocumentError('history-not-saved', message, { cause })
  }
}

function covers(authorship: Companion['authorship'], text: string): boolean {
  return authorship.reduce((sum, { length }) => sum + length, 0) === text.length
}

function withoutPlaces(run: Companion['runs'][number]): Companion['runs'][number] {
  return { ...run, passages: run.passages.map((passage) => ({ ...passage, place: null })) }
}
