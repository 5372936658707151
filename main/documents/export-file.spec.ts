import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exportContent, exportName, writeExport } from './export-file'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'lacuna-export-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const authorship = [
  { length: 4, origin: { kind: 'typed' as const } },
  { length: 7, origin: { kind: 'pasted' as const } }
]

it('suggests a name that tells what is in it', () => {
  expect(exportName({ kind: 'history', name: 'a.b.md', runs: [] })).toBe('a.b (history).json')
  expect(exportName({ kind: 'annotated', name: 'Untitled', text: '', authorship: [] })).toBe(
    'Untitled (with authorship).md'
  )
})

it('writes authorship as ranges with their words', () => {
  const content = exportContent({ kind: 'authorship', name: 'a.md', text: 'One two\nsix', authorship })
  expect(JSON.parse(content)).toEqual({
    version: 1,
    name: 'a.md',
    spans: [
      { start: 0, end: 4, kind: 'typed', text: 'One ' },
      { start: 4, end: 11, kind: 'pasted', text: 'two\nsix' }
    ]
  })
})

it('writes an annotated text, whose last line end becomes that before the block', async () => {
  const path = join(folder, 'out.md')
  await writeExport(path, { kind: 'annotated', name: 'a.md', text: 'One two se\n', authorship })
  expect(await readFile(path, 'utf8')).toMatch(
    /^One two se\n\n---\nAnnotations: 0,10 .*\n@Writer: 0,4 {2}\n&Pasted: 4,6 {2}\n\.\.\.\n$/
  )
})

it('writes the block of a text that had one anew, with the authors that it had where Lacuna knows none', () => {
  const unknown = (length: number) => [{ length, origin: { kind: 'unknown' as const } }]
  const once = exportContent({ kind: 'annotated', name: 'a.md', text: 'One two se\n', authorship })
  const again = (text: string) =>
    exportContent({ kind: 'annotated', name: 'a.md', text, authorship: unknown(text.length) })
  expect(again(once)).toBe(once)
  const typed = [...unknown(8), { length: once.length - 8, origin: { kind: 'typed' as const } }]
  expect(exportContent({ kind: 'annotated', name: 'a.md', text: once, authorship: typed })).toMatch(
    /^One two se\n\n---\nAnnotations: 0,10 .*\n@Writer: 0,4 8,2 {2}\n&Pasted: 4,4 {2}\n\.\.\.\n$/
  )
  // The ranges say nothing of a text that is another.
  expect(again(once.replace('two', 'too'))).toMatch(/^One too se\n\n---\nAnnotations: 0,10 [^@&]*\n\.\.\.\n$/)
})

it('says when the file cannot be written', async () => {
  await expect(
    writeExport(join(folder, 'none', 'out.json'), { kind: 'history', name: 'a', runs: [] })
  ).rejects.toMatchObject({ code: 'not-found' })
})
