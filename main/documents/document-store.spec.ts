import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DocumentStore } from './document-store'
import type { DocumentDialogs, DocumentStoreOptions } from './document-store'
import { createJournal } from './journal'
import { noMarks } from './marks-file'

const region = { regions: [{ start: 0, end: 3 }], locks: [] }
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-store-'))
  path = join(folder, 'story.md')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** A store over a real folder whose dialogs and watches are played by the test. */
function start(dialogs: Partial<DocumentDialogs> = {}, changes: Partial<DocumentStoreOptions> = {}) {
  const unexpected = () => Promise.reject(new Error('a dialog that was not expected'))
  const touched = new Map<string, () => void>()
  const onChangedOnDisk = vi.fn()
  const onTrouble = vi.fn()
  const journal = createJournal(join(folder, 'journal'))
  const store = new DocumentStore({
    journal,
    dialogs: {
      chooseFileToOpen: unexpected,
      chooseFileToSave: unexpected,
      askAboutConflict: unexpected,
      ...dialogs
    },
    createId: randomUUID,
    now: Date.now,
    watch: (watched, onTouched) => {
      touched.set(watched, onTouched)
      return () => touched.delete(watched)
    },
    onChangedOnDisk,
    onTrouble,
    onFile: vi.fn(),
    ...changes
  })
  return { store, journal, touched, onChangedOnDisk, onTrouble }
}

describe('opening and saving', () => {
  it('keeps byte-order mark and line ends of the file', async () => {
    await writeFile(path, '\uFEFFone\r\ntwo\r\n')
    const { store } = start()
    const document = await store.open(path)
    expect(document).toMatchObject({ path, name: 'story.md', text: 'one\ntwo\n', recovered: false })
    await store.save({ id: document.id, text: 'one\nnew\ntwo\n', marks: noMarks })
    expect(await readFile(path, 'utf8')).toBe('\uFEFFone\r\nnew\r\ntwo\r\n')
  })

  it('saves marks with the text and opens them again', async () => {
    const { store } = start({ chooseFileToSave: async () => path })
    const { id, path: none } = store.create()
    expect(none).toBeNull()
    expect(await store.save({ id, text: 'one two', marks: region })).toEqual({ id, path, name: 'story.md' })
    expect(await store.open(path)).toMatchObject({ text: 'one two', marks: region })
  })

  it('keeps history and authorship beside the text, and in the journal', async () => {
    const { store, journal } = start({ chooseFileToSave: async () => path })
    const companion = { authorship: [{ length: 7, origin: { kind: 'typed' as const } }], runs: [] }
    const { id } = store.create()
    await store.keep({ id, text: 'one two', marks: noMarks, companion })
    expect(await journal.entries()).toMatchObject([{ companion }])
    expect(await start().store.recover()).toMatchObject({ companion, recovered: true })
    await store.save({ id, text: 'one two', marks: noMarks, companion })
    expect(await store.open(path)).toMatchObject({ text: 'one two', companion })
    await store.save({ id, text: 'one two', marks: noMarks })
    expect(await store.open(path)).not.toHaveProperty('companion')
  })

  it('keeps history beside a file without saving it, while their texts are the same', async () => {
    await writeFile(path, 'one two')
    const { store } = start()
    const { id } = await store.open(path)
    const companion = { authorship: [{ length: 7, origin: { kind: 'typed' as const } }], runs: [] }
    await store.keepHistory({ id, text: 'one two', marks: noMarks, companion })
    expect(await store.open(path)).toMatchObject({ companion })
    const longer = [{ length: 8, origin: { kind: 'typed' as const } }]
    const edited = { id, text: 'one two!', marks: noMarks, companion: { authorship: longer, runs: [] } }
    await store.keepHistory(edited)
    expect(await store.open(path)).toMatchObject({ text: 'one two', companion })
  })

  it('says why marks were left out', async () => {
    const { store } = start({ chooseFileToSave: async () => path })
    await store.save({ id: store.create().id, text: 'one two', marks: region })
    await writeFile(path, 'changed')
    const document = await store.open(path)
    expect(document.marks).toEqual(noMarks)
    expect(document.notice).toMatch(/changed outside/)
  })

  it('suggests a name, and writes nothing when the question is dismissed', async () => {
    const chooseFileToSave = vi.fn(async () => null)
    const { store } = start({ chooseFileToSave })
    expect(await store.save({ id: store.create().id, text: 'x', marks: noMarks })).toBeNull()
    expect(chooseFileToSave).toHaveBeenCalledWith('Untitled.md')
    expect(await readdir(folder)).toEqual([])
  })

  it('saves to the new place after “save as”', async () => {
    await writeFile(path, 'old')
    const other = join(folder, 'other.txt')
    const { store, touched } = start({ chooseFileToSave: async () => other })
    const { id } = await store.open(path)
    await store.saveAs({ id, text: 'new', marks: noMarks })
    await store.save({ id, text: 'newer', marks: noMarks })
    expect([await readFile(path, 'utf8'), await readFile(other, 'utf8')]).toEqual(['old', 'newer'])
    expect([...touched.keys()]).toEqual([other])
  })

  it('keeps marks in place when an editor hands out carriage returns', async () => {
    const { store } = start({ chooseFileToSave: async () => path })
    const marks = { regions: [{ start: 3, end: 6 }], locks: [] }
    await store.save({ id: store.create().id, text: 'a\r\nbcd', marks })
    expect(await store.open(path)).toMatchObject({
      text: 'a\nbcd',
      marks: { regions: [{ start: 2, end: 5 }], locks: [] }
    })
  })

  it('opens a sample as a document without a file', async () => {
    await writeFile(path, 'one two')
    const { store } = start()
    expect(await store.openSample(path, 'Welcome')).toMatchObject({
      path: null,
      name: 'Welcome',
      text: 'one two'
    })
  })

  it('refuses what it cannot open or does not know', async () => {
    const { store } = start()
    await expect(store.open(join(folder, 'none.txt'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'is-a-folder' })
    const stranger = { id: randomUUID(), text: '', marks: noMarks }
    await expect(store.save(stranger)).rejects.toMatchObject({ code: 'unknown-document' })
  })
})

describe('changes by other programs', () => {
  it('are told once each; our own saves are not', async () => {
    const other = join(folder, 'other.md')
    await writeFile(path, 'old')
    await writeFile(other, '')
    const { store, touched, onChangedOnDisk } = start()
    const { id } = await store.open(path)
    const { id: otherId } = await store.open(other)
    const settle = async () => {
      touched.get(path)!()
      // Saves wait for the comparison that was just asked for.
      await store.save({ id: otherId, text: '', marks: noMarks })
    }
    await store.save({ id, text: 'ours', marks: noMarks })
    await settle()
    expect(onChangedOnDisk).not.toHaveBeenCalled()
    await writeFile(path, 'theirs')
    await settle()
    await settle()
    expect(onChangedOnDisk.mock.calls).toEqual([[id]])
  })

  it.each(['overwrite', 'save-as', 'cancel'] as const)(
    'lead to a question before saving: %s',
    async (answer) => {
      const other = join(folder, 'other.md')
      await writeFile(path, 'old')
      const { store } = start({ askAboutConflict: async () => answer, chooseFileToSave: async () => other })
      const { id } = await store.open(path)
      await writeFile(path, 'theirs')
      const saved = await store.save({ id, text: 'ours', marks: noMarks })
      const expected = {
        overwrite: { at: path, theirs: 'ours' },
        'save-as': { at: other, theirs: 'theirs' },
        cancel: { at: undefined, theirs: 'theirs' }
      }[answer]
      expect(saved?.path).toBe(expected.at)
      expect(await readFile(path, 'utf8')).toBe(expected.theirs)
    }
  )

  it('can be read before the writer chooses, which decides nothing', async () => {
    await writeFile(path, 'old')
    const { store } = start({ askAboutConflict: async () => 'cancel' })
    const { id } = await store.open(path)
    await writeFile(path, 'one\r\ntwo')
    expect(await store.textOnDisk(id)).toBe('one\ntwo')
    expect(await store.save({ id, text: 'ours', marks: noMarks })).toBeNull()
    expect(await store.textOnDisk(store.create().id)).toBeNull()
  })

  it('do not include a removed file, which is written anew', async () => {
    await writeFile(path, 'old')
    const { store } = start()
    const { id } = await store.open(path)
    await rm(path)
    expect(await store.save({ id, text: 'ours', marks: noMarks })).toMatchObject({ path })
    expect(await readFile(path, 'utf8')).toBe('ours')
  })

  it('cannot be watched everywhere, which does not prevent opening', async () => {
    await writeFile(path, 'old')
    const watch = () => {
      throw new Error('no more watches')
    }
    const { store, onTrouble } = start({}, { watch })
    expect(await store.open(path)).toMatchObject({ text: 'old' })
    expect(onTrouble).toHaveBeenCalledOnce()
  })
})

describe('unsaved work', () => {
  it('comes back after a crash, with the format of its file', async () => {
    await writeFile(path, 'a\r\nb\nc\n')
    const before = start().store
    const { id } = await before.open(path)
    await before.keep({ id, text: 'a\nb\nc\nd\n', marks: region })
    const { store } = start()
    expect(await store.recover()).toMatchObject({
      id,
      path,
      text: 'a\nb\nc\nd\n',
      marks: region,
      recovered: true
    })
    await store.save({ id, text: 'a\nb\nc\nd\n', marks: noMarks })
    expect(await readFile(path, 'utf8')).toBe('a\r\nb\nc\nd\n')
    expect(await start().store.recover()).toBeNull()
  })

  it('asks before it overwrites a file that changed since the crash', async () => {
    await writeFile(path, 'old')
    const before = start().store
    const { id } = await before.open(path)
    await before.keep({ id, text: 'ours', marks: noMarks })
    await writeFile(path, 'theirs')
    const askAboutConflict = vi.fn(async () => 'cancel' as const)
    const { store } = start({ askAboutConflict })
    await store.recover()
    expect(await store.save({ id, text: 'ours', marks: noMarks })).toBeNull()
    expect(askAboutConflict).toHaveBeenCalledWith('story.md')
  })

  it('is forgotten when saved, closed or given up', async () => {
    const { store, journal } = start({ chooseFileToSave: async () => path })
    const [saved, closed, givenUp] = [store.create().id, store.create().id, store.create().id]
    for (const id of [saved, closed, givenUp]) await store.keep({ id, text: 'x', marks: noMarks })
    await store.save({ id: saved, text: 'x', marks: noMarks })
    await store.close(closed)
    expect((await journal.entries()).map((entry) => entry.id)).toEqual([givenUp])
    await store.closeAll()
    expect(await journal.entries()).toEqual([])
  })

  it('survives a save that began before it', async () => {
    let typed: Promise<void> | undefined
    const { store, journal } = start({
      chooseFileToSave: async () => {
        typed = store.keep({ id, text: 'one, and more', marks: noMarks })
        return path
      }
    })
    const { id } = store.create()
    await store.save({ id, text: 'one', marks: noMarks })
    await typed
    expect((await journal.entries()).map((entry) => entry.text)).toEqual(['one, and more'])
  })

  it('is not offered again when the file already holds it', async () => {
    const before = start({ chooseFileToSave: async () => path })
    const { id } = before.store.create()
    await before.store.save({ id, text: 'one two', marks: region })
    await before.store.keep({ id, text: 'one two', marks: region })
    const { store, journal } = start()
    expect(await store.recover()).toBeNull()
    expect(await journal.entries()).toEqual([])
  })

  it('stays when only the page is gone', async () => {
    const { store, touched } = start()
    await writeFile(path, 'old')
    const { id } = await store.open(path)
    await store.keep({ id, text: 'new', marks: noMarks })
    expect(store.reset()).toBe(path)
    expect(touched.size).toBe(0)
    expect(await store.recover()).toMatchObject({ id, text: 'new', recovered: true })
  })
})
