import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadModelFolder, type ModelFolder } from '../catalog/model-folder'
import { writeTinyModel } from '../test-support/tiny-model'
import { cpuPrecision } from './cpu-precision'
import { openDenoiser } from './open-denoiser'

let root: string
let cacheDirectory: string
let folder: ModelFolder

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'open-denoiser-'))
  cacheDirectory = join(root, 'cache')
  await writeTinyModel(join(root, 'tiny'), { seed: 1 })
  folder = await loadModelFolder(join(root, 'tiny'))
})

afterEach(() => rm(root, { recursive: true }))

/** Opens and closes the model. @returns what progress was told, and a number that the weights decide */
async function open(): Promise<{ progress: number[]; value: number }> {
  const progress: number[] = []
  const denoiser = await openDenoiser(folder, {
    cacheDirectory,
    device: 'cpu',
    onProgress: (fraction) => progress.push(fraction)
  })
  const [read] = await denoiser.leftToRight!([{ ids: Int32Array.of(40, 50), from: 1 }])
  await denoiser.dispose()
  return { progress, value: read![0]! }
}

async function builtFolder(): Promise<string> {
  const parent = join(cacheDirectory, 'graphs', `tiny-random-${await cpuPrecision()}`)
  const names = await readdir(parent)
  expect(names.length).toBe(1)
  return join(parent, names[0]!)
}

describe('opening a denoiser', () => {
  it('tells what it is and how fast', async () => {
    const denoiser = await openDenoiser(folder, { cacheDirectory, device: 'cpu' })
    expect(denoiser.info).toEqual({
      name: 'tiny-random',
      device: 'cpu',
      window: 1024,
      vocabularySize: 320,
      maskId: 2,
      padId: 1
    })
    const { contextToken, callFixed, callToken } = denoiser.timing()
    expect(contextToken).toBeGreaterThan(0)
    expect(callFixed + callToken).toBeGreaterThan(0)
    await denoiser.dispose()
  })

  it('builds its graphs once, telling how far it is', async () => {
    const first = await open()
    expect(first.progress.at(-1)).toBe(1)
    expect(first.progress).toEqual([...first.progress].sort((a, b) => a - b))
    const second = await open()
    expect(second.progress).toEqual([])
    expect(second.value).toBe(first.value)
  })

  it.each([
    [
      'a flipped bit',
      async (path: string) => {
        const bytes = await readFile(path)
        bytes[5000]! ^= 16
        await writeFile(path, bytes)
      }
    ],
    ['a cut end', (path: string) => truncate(path, 5000)],
    ['no such file any more', (path: string) => rm(path)]
  ])('builds again where weights have %s', async (_, damage) => {
    const { value } = await open()
    await damage(join(await builtFolder(), 'weights-0.bin'))
    const again = await open()
    expect(again.progress.at(-1)).toBe(1)
    expect(again.value).toBe(value)
  })

  it('builds again where the record is missing or unreadable', async () => {
    for (const damage of [(path: string) => rm(path), (path: string) => writeFile(path, '[{"path":')]) {
      await open()
      await damage(join(await builtFolder(), 'record.json'))
      expect((await open()).progress.at(-1)).toBe(1)
    }
  })

  it('believes the checksum where only the time of a file has changed', async () => {
    await open()
    await utimes(join(await builtFolder(), 'weights-0.bin'), new Date(), new Date(2020, 1, 1))
    expect((await open()).progress).toEqual([])
  })

  it('builds for changed weights, and clears away what was built before and left unfinished', async () => {
    const { value } = await open()
    const former = await builtFolder()
    const unfinished = `${former}.partial-left-behind`
    await writeFile(unfinished, '')
    await utimes(unfinished, new Date(), new Date(2020, 1, 1))
    await writeTinyModel(join(root, 'tiny'), { seed: 2 })
    folder = await loadModelFolder(join(root, 'tiny'))
    expect((await open()).value).not.toBe(value)
    expect(await builtFolder()).not.toBe(former)
  })

  it('is opened by two at a time', async () => {
    const [first, second] = await Promise.all([open(), open()])
    expect(first.value).toBe(second.value)
    await builtFolder()
  })

  it('leaves nothing behind when it is stopped', async () => {
    const controller = new AbortController()
    const opening = openDenoiser(folder, {
      cacheDirectory,
      device: 'cpu',
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('the writer closed the window'))
    })
    await expect(opening).rejects.toThrow('the writer closed the window')
    expect(await readdir(join(cacheDirectory, 'graphs', `tiny-random-${await cpuPrecision()}`))).toEqual([])
  })

  it('refuses damaged weights before it builds anything', async () => {
    const path = join(folder.directory, 'adapter.safetensors')
    const bytes = await readFile(path)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(path, bytes)
    await expect(open()).rejects.toMatchObject({ code: 'wrong-checksum' })
    await expect(stat(join(cacheDirectory, 'graphs'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('says what a device lacks', async () => {
    const device = process.platform === 'darwin' ? 'directml' : 'coreml'
    await expect(openDenoiser(folder, { cacheDirectory, device })).rejects.toMatchObject({
      name: 'RuntimeError',
      code: 'device-unusable'
    })
  })

  it('remembers which device was best', async () => {
    const denoiser = await openDenoiser(folder, { cacheDirectory, device: 'auto' })
    const remembered = JSON.parse(await readFile(join(cacheDirectory, 'device.json'), 'utf8')) as object
    expect(remembered).toMatchObject({ device: denoiser.info.device })
    await denoiser.dispose()
  })

  it('tries a remembered device that cannot carry the model, and goes on with the processor', async () => {
    const denoiser = await openDenoiser(folder, { cacheDirectory, device: 'auto' })
    await denoiser.dispose()
    const path = join(cacheDirectory, 'device.json')
    const device = process.platform === 'darwin' ? 'directml' : 'coreml'
    const remembered = JSON.parse(await readFile(path, 'utf8')) as object
    await writeFile(path, JSON.stringify({ ...remembered, device }))
    const told: string[] = []
    const onFallback = (why: string) => told.push(why)
    const other = await openDenoiser(folder, { cacheDirectory, device: 'auto', onFallback })
    expect(other.info.device).toBe('cpu')
    expect(told).toEqual([
      expect.stringMatching(new RegExp(`^${device} failed at the model: The graph cannot`))
    ])
    const refused = {
      device,
      kind: 'failed',
      reason: expect.stringMatching(/^It failed at the model/) as string
    }
    expect(other.decision()).toEqual({
      device: 'cpu',
      why: told[0],
      refused: expect.arrayContaining([refused]) as object[]
    })
    await other.dispose()
    const again = await openDenoiser(folder, { cacheDirectory, device: 'auto', onFallback })
    expect(again.decision()).toEqual(other.decision())
    expect(told).toHaveLength(1)
    await again.dispose()
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      device: 'cpu',
      why: told[0]
    })
  })
})
