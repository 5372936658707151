import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findElectron } from './electron-runtime.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lacuna-runtime-'))
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

describe('findElectron', () => {
  it('takes the folder it is given, without a word', async () => {
    writeFileSync(path.join(folder, 'electron'), '')
    writeFileSync(path.join(folder, 'version'), 'v45.4.1\n')
    const log = vi.fn()
    expect(await findElectron({ log })).toEqual({
      folder,
      executable: path.join(folder, 'electron'),
      version: '45.4.1',
      origin: 'given'
    })
    expect(log).not.toHaveBeenCalled()
  })

  it('says so when that folder holds no Electron', async () => {
    await expect(findElectron({ log: vi.fn() })).rejects.toThrow(`there is no Electron in ${folder}`)
  })
})
