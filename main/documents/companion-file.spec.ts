import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Companion } from '../ipc/companion'
import { companionFilePath, readCompanion, writeCompanion } from './companion-file'

const text = 'The old house stood.'
const companion: Companion = {
  authorship: [
    { length: 4, origin: { kind: 'typed' } },
    {
      length: text.length - 4,
      origin: { kind: 'generated', run: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a', edited: true }
    }
  ],
  runs: [
    {
      id: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a',
      at: 1_700_000_000_000,
      model: 'tiny',
      device: 'CPU',
      settings: {
        steps: 8,
        order: 'confidence',
        temperature: 1,
        topP: 1,
        seed: 7,
        alternatives: 1,
        strength: 1,
        length: 'automatic',
        polish: 0
      },
      milliseconds: 12,
      outcome: 'accepted',
      passages: [
        { place: { start: 4, end: 13 }, text: 'barn', authorship: [], before: 'The ', after: ' st' }
      ],
      alternatives: [{ score: -1.5, texts: ['old house'] }],
      accepted: [{ at: 1_700_000_000_001, alternative: 0, texts: ['old house'], partly: false }]
    }
  ]
}

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-companion-'))
  path = join(folder, 'story.md')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('what is kept beside a document', () => {
  it('comes back as it was written', async () => {
    await writeCompanion(path, text, companion)
    expect(await readdir(folder)).toEqual(['story.md.lacuna-history.json'])
    expect(await readCompanion(path, text)).toEqual({ companion })
  })

  it('is read from a version that knew no polishing', async () => {
    await writeCompanion(path, text, companion)
    const file = companionFilePath(path)
    const kept = await readFile(file, 'utf8')
    const old = kept.replace(/,\s*"polish":\s*0/, '')
    expect(old).not.toBe(kept)
    await writeFile(file, old)
    expect(await readCompanion(path, text)).toEqual({ companion })
  })

  it('goes when there is nothing to keep, or when it does not fit the text', async () => {
    await writeCompanion(path, text, companion)
    await writeCompanion(path, text, undefined)
    expect(await readdir(folder)).toEqual([])
    await writeCompanion(path, `${text} More.`, companion)
    expect(await readdir(folder)).toEqual([])
    expect(await readCompanion(path, text)).toEqual({})
  })

  it('comes with the text it was kept for when another program changed the document', async () => {
    await writeCompanion(path, text, companion)
    expect(await readCompanion(path, 'Other words.')).toEqual({ companion: { ...companion, text } })
  })

  it('keeps only the runs of a changed text that was too long to be kept again', async () => {
    const long = 'a'.repeat(1_000_001)
    const authorship: Companion['authorship'] = [{ length: long.length, origin: { kind: 'typed' } }]
    await writeCompanion(path, long, { ...companion, authorship })
    const read = await readCompanion(path, text)
    expect(read.companion).toMatchObject({ authorship: [], text: '' })
    expect(read.companion?.runs[0]?.passages[0]?.place).toBeNull()
    expect(read.notice).toContain('changed outside Lacuna')
  })

  it.each([
    ['no JSON', () => '{'],
    ['another version', (kept: string) => kept.replace('"version":1', '"version":2')],
    ['spans that do not cover the text', (kept: string) => kept.replace('"length":4', '"length":5')]
  ])('is left out with a notice when it is %s', async (_what, change) => {
    await writeCompanion(path, text, companion)
    const file = companionFilePath(path)
    await writeFile(file, change(await readFile(file, 'utf8')))
    const read = await readCompanion(path, text)
    expect(read.companion).toBeUndefined()
    expect(read.notice).toContain('could not be read')
    expect(await readdir(folder)).toEqual(['story.md.lacuna-history.json.bad'])
  })

  it('says when it cannot be written', async () => {
    await expect(writeCompanion(join(folder, 'none', 'a.md'), text, companion)).rejects.toMatchObject({
      code: 'history-not-saved'
    })
  })
})
