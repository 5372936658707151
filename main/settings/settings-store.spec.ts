import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingsSchema } from '../ipc/contract'
import { defaultSettings, openSettingsStore } from './settings-store'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-settings-'))
  path = join(folder, 'home', 'settings.json')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('openSettingsStore', () => {
  it('begins with valid defaults', async () => {
    const first = await openSettingsStore(path)
    expect(first.current).toEqual(defaultSettings)
    expect(settingsSchema.parse(first.current)).toEqual(defaultSettings)
    expect((await openSettingsStore(path)).current).toEqual(defaultSettings)
  })

  it('remembers changes, also when they come at once', async () => {
    const store = await openSettingsStore(path)
    const [, last] = await Promise.all([store.update({ theme: 'dark' }), store.update({ seed: 7 })])
    const expected = { ...defaultSettings, theme: 'dark', seed: 7 }
    expect(last).toEqual(expected)
    expect(store.current).toEqual(expected)
    expect((await openSettingsStore(path)).current).toEqual(expected)
  })

  it('refuses a value that is out of range and changes nothing', async () => {
    const store = await openSettingsStore(path)
    await expect(store.update({ steps: 0 })).rejects.toThrow()
    expect((await openSettingsStore(path)).current).toEqual(defaultSettings)
  })

  it('reads a file of an earlier or later version', async () => {
    await openSettingsStore(path)
    await writeFile(path, '{"theme":"light","parchment":18}')
    expect((await openSettingsStore(path)).current).toEqual({ ...defaultSettings, theme: 'light' })
  })

  it.each(['{"theme":', '[]', '{"theme":"pink"}'])('keeps a file that holds %s aside', async (content) => {
    await openSettingsStore(path)
    await writeFile(path, content)
    const store = await openSettingsStore(path)
    expect(store.current).toEqual(defaultSettings)
    await store.update({ theme: 'dark' })
    expect((await readdir(join(folder, 'home'))).sort()).toEqual(['settings.json', 'settings.json.bad'])
    expect(await readFile(`${path}.bad`, 'utf8')).toBe(content)
  })
})
