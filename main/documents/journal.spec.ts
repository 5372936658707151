import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createJournal } from './journal'
import type { JournalEntry } from './journal'

const first = '11111111-1111-4111-8111-111111111111'
const second = '22222222-2222-4222-8222-222222222222'
let parent: string
let folder: string

function entry(changes: Partial<JournalEntry>): JournalEntry {
  return {
    version: 1,
    id: first,
    path: null,
    name: 'Untitled',
    text: 'unsaved',
    marks: { regions: [], locks: [] },
    byteOrderMark: false,
    lineEnd: '\n',
    diskSha256: null,
    writtenAt: 1,
    ...changes
  }
}

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lacuna-journal-'))
  folder = join(parent, 'journal')
})

afterEach(async () => {
  await rm(parent, { recursive: true, force: true })
})

describe('createJournal', () => {
  it('gives unsaved work back after a restart, latest first', async () => {
    const journal = createJournal(folder)
    await journal.write(entry({ writtenAt: 1 }))
    await journal.write(entry({ id: second, writtenAt: 2 }))
    await journal.write(entry({ text: 'unsaved, later', writtenAt: 3 }))
    expect((await createJournal(folder).entries()).map(({ id, text }) => [id, text])).toEqual([
      [first, 'unsaved, later'],
      [second, 'unsaved']
    ])
  })

  it('forgets what was dropped, also when the writing has not ended', async () => {
    const journal = createJournal(folder)
    void journal.write(entry({}))
    await journal.drop(first)
    expect(await journal.entries()).toEqual([])
    await expect(journal.drop(second)).resolves.toBeUndefined()
  })

  it.runIf(process.platform !== 'win32')('lets nobody else read', async () => {
    await createJournal(folder).write(entry({}))
    expect((await stat(folder)).mode & 0o077).toBe(0)
    expect((await stat(join(folder, `${first}.json`))).mode & 0o077).toBe(0)
  })

  it('sets a damaged file aside instead of failing or losing it', async () => {
    await mkdir(folder)
    await writeFile(join(folder, `${second}.json`), '{"version":1,"text":"half a fi')
    await writeFile(join(folder, `.${second}.json.0.tmp`), '{"ver')
    const journal = createJournal(folder)
    await journal.write(entry({}))
    expect(await journal.entries()).toHaveLength(1)
    expect((await readdir(folder)).sort()).toEqual([`${first}.json`, `${second}.json.bad`])
  })
})
