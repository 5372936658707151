import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openJsonFile, type JsonFile } from '../settings/json-file'
import { createRecentFiles, recentFilesSchema } from './recent-files'

let folder: string
let path: string
let writes: Promise<void>[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-recent-'))
  path = join(folder, 'home', 'recent.json')
  writes = []
})

// The list does not wait for its file, but the folder must.
afterEach(async () => {
  await Promise.all(writes)
  await rm(folder, { recursive: true, force: true })
})

async function start() {
  const file = await openJsonFile<readonly string[]>(path, recentFilesSchema, [])
  const watched: JsonFile<readonly string[]> = {
    get current() {
      return file.current
    },
    set: (paths) => {
      const written = file.set(paths)
      writes.push(written)
      return written
    }
  }
  const onChange = vi.fn()
  return { recent: createRecentFiles(watched, onChange, vi.fn()), onChange }
}

it('holds the latest first, each once, and no more than a menu shows', async () => {
  const { recent, onChange } = await start()
  for (let index = 0; index < 20; index++) recent.add(`/a/${index}.md`)
  recent.add('/a/12.md')
  recent.add('/a/12.md')
  expect(recent.list).toHaveLength(12)
  expect(recent.list.slice(0, 3).map(({ name }) => name)).toEqual(['12.md', '19.md', '18.md'])
  expect(onChange).toHaveBeenCalledTimes(21)
  recent.remove('/a/19.md')
  expect([recent.has('/a/19.md'), recent.has('/a/18.md')]).toEqual([false, true])
})

it('is remembered, and forgotten when cleared', async () => {
  const { recent } = await start()
  recent.add('/a/b.md')
  await vi.waitFor(async () => expect((await start()).recent.has('/a/b.md')).toBe(true))
  recent.clear()
  await vi.waitFor(async () => expect((await start()).recent.list).toEqual([]))
})

it('keeps a file that holds something else aside', async () => {
  const { recent } = await start()
  recent.add('/a/b.md')
  await vi.waitFor(() => readFile(path))
  await writeFile(path, '{"paths":1}')
  expect((await start()).recent.list).toEqual([])
  expect(await readFile(`${path}.bad`, 'utf8')).toBe('{"paths":1}')
})
