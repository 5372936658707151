import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { companionSchema } from '../ipc/companion'
import { documentContentSchema, marksSchema } from '../ipc/contract'
import { parseJson } from '../parse-json'
import { createSerialQueue } from '../serial-queue'
import { writeFileAtomically } from './atomic-write'

const journalEntrySchema = z.strictObject({
  version: z.literal(1),
  id: documentContentSchema.shape.id,
  path: z.string().nullable(),
  name: z.string(),
  text: documentContentSchema.shape.text,
  marks: marksSchema,
  companion: companionSchema.optional(),
  byteOrderMark: z.boolean(),
  lineEnd: z.enum(['\n', '\r\n', '\r']),
  /** Hash of the file's bytes when it was last read or written; null without a file. */
  diskSha256: z.string().nullable(),
  /** Milliseconds since 1970. */
  writtenAt: z.number()
})

/** Unsaved work of one document. */
export type JournalEntry = z.infer<typeof journalEntrySchema>

/** Unsaved work, kept in one file per document until it is saved or given up. */
export interface Journal {
  write(entry: JournalEntry): Promise<void>
  drop(id: string): Promise<void>
  /** All that was left behind, latest first. Files that are no journal are set aside under the name `….bad`. */
  entries(): Promise<JournalEntry[]>
}

/** @param folder is made when first needed; readable by the user alone */
export function createJournal(folder: string): Journal {
  const exclusive = createSerialQueue()
  const pathOf = (id: string) => join(folder, `${id}.json`)
  return {
    write: (entry) =>
      exclusive(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeFileAtomically(pathOf(entry.id), Buffer.from(JSON.stringify(entry)), 0o600)
      }),
    drop: (id) => exclusive(() => rm(pathOf(id), { force: true })),
    entries: () =>
      exclusive(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const names = await readdir(folder)
        // What a crash in the middle of a write left behind holds the writer's words, too.
        const halves = names.filter((name) => name.endsWith('.tmp'))
        await Promise.all(halves.map((name) => rm(join(folder, name), { force: true })))
        const whole = names.filter((name) => name.endsWith('.json'))
        const entries = await Promise.all(whole.map((name) => readEntry(join(folder, name))))
        return entries.filter((entry) => entry !== null).sort((a, b) => b.writtenAt - a.writtenAt)
      })
  }
}

async function readEntry(path: string): Promise<JournalEntry | null> {
  const parsed = journalEntrySchema.safeParse(parseJson(await readFile(path, 'utf8')))
  if (parsed.success) return parsed.data
  await rename(path, `${path}.bad`)
  return null
}
