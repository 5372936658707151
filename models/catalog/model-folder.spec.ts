import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeTinyModel } from '../test-support/tiny-model'
import type { Manifest } from './manifest'
import { listModelFolders, loadModelFolder, verifyModelFolder } from './model-folder'

let root: string
let directory: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'catalog-'))
  directory = join(root, 'models', 'tiny')
  await writeTinyModel(directory, { seed: 1 })
})

afterEach(() => rm(root, { recursive: true }))

async function changeManifest(change: (manifest: Manifest) => object): Promise<void> {
  const path = join(directory, 'model.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest
  await writeFile(path, JSON.stringify(change(manifest)))
}

/** The manifest with the path of its first file replaced. */
const withPath = (path: string) => (manifest: Manifest) => ({
  ...manifest,
  files: manifest.files.map((file, index) => (index === 0 ? { ...file, path } : file))
})

/** Flips one bit of a file, leaving its size and, where asked, its time. */
async function damage(path: string, keepTime?: Date): Promise<void> {
  const bytes = await readFile(path)
  bytes[bytes.length - 1]! ^= 1
  await writeFile(path, bytes)
  if (keepTime !== undefined) await utimes(path, keepTime, keepTime)
}

describe('loading a model folder', () => {
  it('gives its manifest, and its checksums hold', async () => {
    const folder = await loadModelFolder(directory)
    expect(folder.manifest.name).toBe('tiny-random')
    await verifyModelFolder(folder)
  })

  it('needs no measurement of what steps buy, and takes none that is out of order', async () => {
    await changeManifest(({ stepQuality: _, ...manifest }) => manifest)
    expect((await loadModelFolder(directory)).manifest.stepQuality).toBeUndefined()
    const stepQuality = [
      { tokensPerCall: 2, surprise: 4 },
      { tokensPerCall: 1, surprise: 3 }
    ]
    await changeManifest((manifest) => ({ ...manifest, stepQuality }))
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ code: 'bad-manifest' })
  })

  it.each([
    ['../secret.json', 'bad-manifest'],
    ['/etc/hosts.json', 'bad-manifest'],
    ['weights/../../secret.json', 'bad-manifest'],
    ['..\\secret.json', 'bad-manifest'],
    ['C:/secret.json', 'bad-manifest'],
    ['weights.bin', 'bad-manifest'],
    ['pytorch_model.pt', 'bad-manifest'],
    ['weights.pkl', 'bad-manifest'],
    ['tokenizer.json', 'bad-manifest'],
    ['absent.json', 'missing-file']
  ])('refuses the path %s', async (path, code) => {
    await writeFile(join(root, 'models', 'secret.json'), '{}')
    await changeManifest(withPath(path))
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ name: 'CatalogError', code })
  })

  it('refuses a link that leads out of the folder, and allows one that stays inside', async () => {
    const [first] = (await loadModelFolder(directory)).manifest.files
    const outside = join(root, 'outside.safetensors')
    await cp(join(directory, first!.path), outside)
    await symlink(outside, join(directory, 'link.safetensors'))
    await symlink(first!.path, join(directory, 'inner.safetensors'))
    await changeManifest(withPath('link.safetensors'))
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ code: 'unsafe-path' })
    await changeManifest(withPath('inner.safetensors'))
    await expect(loadModelFolder(directory)).resolves.toBeDefined()
  })

  it.each([
    ['an unknown field', (manifest: Manifest) => ({ ...manifest, script: 'run.sh' })],
    ['a missing field', ({ licence: _, ...manifest }: Manifest) => manifest],
    ['another format', (manifest: Manifest) => ({ ...manifest, format: 2 })],
    [
      'special ids outside the vocabulary',
      (manifest: Manifest) => ({ ...manifest, architecture: { ...manifest.architecture, padId: 320 } })
    ],
    [
      'a PAD that is banned',
      (manifest: Manifest) => ({
        ...manifest,
        architecture: { ...manifest.architecture, bannedIds: [0, 1, 2] }
      })
    ]
  ])('refuses a manifest with %s', async (_, change) => {
    await changeManifest(change)
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ code: 'bad-manifest' })
  })

  it('refuses what is no manifest at all', async () => {
    await writeFile(join(directory, 'model.json'), '{"format": 1,')
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ code: 'bad-manifest' })
    await writeFile(join(directory, 'model.json'), ' '.repeat(2 ** 20 + 1))
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ code: 'bad-manifest' })
    await rm(join(directory, 'model.json'))
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ code: 'not-a-model' })
  })

  it('refuses a file of another size', async () => {
    await writeFile(join(directory, 'tokenizer.json'), '{}')
    await expect(loadModelFolder(directory)).rejects.toMatchObject({ code: 'wrong-size' })
  })
})

describe('verifying a model folder', () => {
  it('refuses a file with a wrong checksum', async () => {
    await damage(join(directory, 'adapter.safetensors'))
    const folder = await loadModelFolder(directory)
    await expect(verifyModelFolder(folder)).rejects.toMatchObject({
      code: 'wrong-checksum',
      message: expect.stringContaining('adapter.safetensors') as string
    })
  })

  it('remembers what it saw as long as size and time stay', async () => {
    const cacheDirectory = join(root, 'cache')
    const path = join(directory, 'adapter.safetensors')
    const time = new Date('2026-01-01T00:00:00Z')
    await utimes(path, time, time)
    const folder = await loadModelFolder(directory)
    await verifyModelFolder(folder, { cacheDirectory })
    await damage(path, time)
    await expect(verifyModelFolder(folder, { cacheDirectory })).resolves.toBeUndefined()
    await expect(verifyModelFolder(folder)).rejects.toMatchObject({ code: 'wrong-checksum' })
    await utimes(path, time, new Date('2026-01-02T00:00:00Z'))
    await expect(verifyModelFolder(folder, { cacheDirectory })).rejects.toMatchObject({
      code: 'wrong-checksum'
    })
  })

  it('reads everything again where its memory is damaged', async () => {
    const cacheDirectory = join(root, 'cache')
    const folder = await loadModelFolder(directory)
    await verifyModelFolder(folder, { cacheDirectory })
    const [memory] = await readdir(join(cacheDirectory, 'verified'))
    await writeFile(join(cacheDirectory, 'verified', memory!), '[{"path":')
    await damage(join(directory, 'adapter.safetensors'))
    await expect(verifyModelFolder(folder, { cacheDirectory })).rejects.toMatchObject({
      code: 'wrong-checksum'
    })
  })

  it('stops when asked', async () => {
    const folder = await loadModelFolder(directory)
    await expect(verifyModelFolder(folder, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
  })
})

describe('listing model folders', () => {
  it('gives models by name and passes over what is none', async () => {
    await writeTinyModel(join(root, 'models', 'another'), { seed: 2, name: 'another' })
    await mkdir(join(root, 'models', 'empty'))
    const folders = await listModelFolders([join(root, 'absent'), join(root, 'models')])
    expect(folders.map(({ manifest }) => manifest.name)).toEqual(['another', 'tiny-random'])
  })

  it('tells of folders that cannot be used', async () => {
    await writeFile(join(directory, 'model.json'), '{}')
    const broken: string[] = []
    const folders = await listModelFolders([join(root, 'models')], ({ code }, where) =>
      broken.push(code, where)
    )
    expect(folders).toEqual([])
    expect(broken).toEqual(['bad-manifest', directory])
    await expect(listModelFolders([join(root, 'models')])).rejects.toMatchObject({ code: 'bad-manifest' })
  })
})
