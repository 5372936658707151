import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { marksFilePath, noMarks, readMarks, writeMarks } from './marks-file'

const text = 'The lamp was out.\nNobody came.'
const marks = { regions: [{ start: 4, end: 8, words: 3 }], locks: [{ start: 18, end: 24 }] }
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-marks-'))
  path = join(folder, 'story.md')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('marks beside a document', () => {
  it('come back as they were kept', async () => {
    await writeMarks(path, text, marks)
    expect(await readdir(folder)).toEqual(['story.md.lacuna.json'])
    expect(await readMarks(path, text)).toEqual({ marks })
  })

  it('contain none of the text', async () => {
    await writeMarks(path, text, marks)
    expect(await readFile(marksFilePath(path), 'utf8')).not.toContain('lamp')
  })

  it('are none, without a notice, where there is no file', async () => {
    expect(await readMarks(path, text)).toEqual({ marks: noMarks })
  })

  it('are removed when the document has none any more', async () => {
    await writeMarks(path, text, marks)
    await writeMarks(path, text, noMarks)
    expect(await readdir(folder)).toEqual([])
  })

  it('are left out with a notice when the text is another', async () => {
    await writeMarks(path, text, marks)
    const { marks: found, notice } = await readMarks(path, `${text} Ever.`)
    expect(found).toEqual(noMarks)
    expect(notice).toMatch(/changed outside Lacuna/)
  })

  it.each([
    ['not JSON', 'hello'],
    ['another schema', '{"version":2}'],
    [
      'unknown fields',
      JSON.stringify({ version: 1, textSha256: '0'.repeat(64), regions: [], locks: [], x: 1 })
    ]
  ])('are left out with a notice when the file holds %s', async (_, content) => {
    await writeFile(marksFilePath(path), content)
    const { marks: found, notice } = await readMarks(path, text)
    expect(found).toEqual(noMarks)
    expect(notice).toMatch(/could not be read/)
  })

  it('are left out when a span ends beyond the text', async () => {
    await writeMarks(path, text, { regions: [{ start: 0, end: text.length + 1 }], locks: [] })
    expect((await readMarks(path, text)).marks).toEqual(noMarks)
  })

  it('say that the text is safe when they cannot be written', async () => {
    await mkdir(marksFilePath(path))
    await expect(writeMarks(path, text, marks)).rejects.toMatchObject({
      code: 'marks-not-saved',
      message: expect.stringMatching(/text was saved/) as string
    })
  })
})
