import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeTinyModel } from '../test-support/tiny-model'
import { CatalogError } from './catalog-error'
import { downloadModel } from './download-model'
import { verifyModelFolder } from './model-folder'
import type { Network } from './network'

let root: string
let directory: string
let served: Map<string, Buffer>
let asked: string[]

const address = 'https://models.example/tiny/model.json'

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'download-'))
  directory = join(root, 'models')
  await mkdir(directory)
  await writeTinyModel(join(root, 'source'), { seed: 1 })
  served = new Map()
  for (const name of await readdir(join(root, 'source'))) {
    served.set(`https://models.example/tiny/${name}`, await readFile(join(root, 'source', name)))
  }
  asked = []
})

afterEach(() => rm(root, { recursive: true }))

/** Serves in pieces of 4000 bytes; breaks off after `limit` bytes of an answer; goes on at an offset where `ranges`. */
function network({ limit = Infinity, ranges = true } = {}): Network {
  return {
    get({ href }, offset) {
      asked.push(`${href.split('/').at(-1)} ${offset}`)
      const bytes = served.get(href)
      if (bytes === undefined) return Promise.reject(new CatalogError('download-failed', `${href}: 404`))
      const start = ranges ? offset : 0
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (let at = start; at < bytes!.length; at += 4000) {
          if (at - start >= limit) throw new CatalogError('download-failed', 'it broke off')
          yield await Promise.resolve(bytes!.subarray(at, at + 4000))
        }
      }
      return Promise.resolve({ offset: start, chunks: chunks() })
    }
  }
}

const left = async (): Promise<string[]> => (await readdir(directory)).sort()

describe('downloading a model', () => {
  it('fetches a whole model and checks it', async () => {
    const progress: number[] = []
    const onProgress = (fraction: number) => progress.push(fraction)
    const folder = await downloadModel(address, { directory, network: network(), onProgress })
    expect(folder.manifest.name).toBe('tiny-random')
    await verifyModelFolder(folder)
    expect(await left()).toEqual(['tiny-random'])
    expect(progress.at(-1)).toBe(1)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    await expect(downloadModel(address, { directory, network: network() })).rejects.toMatchObject({
      code: 'already-there'
    })
  })

  it('takes the address of the folder, too', async () => {
    await downloadModel('https://models.example/tiny/', { directory, network: network() })
    expect(await left()).toEqual(['tiny-random'])
  })

  it.each([true, false])('goes on after it broke off (server that can: %s)', async (ranges) => {
    await expect(
      downloadModel(address, { directory, network: network({ limit: 8000 }) })
    ).rejects.toMatchObject({ code: 'download-failed' })
    expect(await left()).toEqual([expect.stringMatching(/^\.download-tiny-random-/)])
    asked = []
    await verifyModelFolder(await downloadModel(address, { directory, network: network({ ranges }) }))
    expect(asked.slice(0, 2)).toEqual(['model.json 0', 'adapter.safetensors 8000'])
    expect(await left()).toEqual(['tiny-random'])
  })

  it('keeps nothing of a file with a wrong checksum, and makes no model of it', async () => {
    const key = 'https://models.example/tiny/tokenizer.json'
    const right = served.get(key)!
    const wrong = Buffer.from(right)
    wrong[20]! ^= 1
    served.set(key, wrong)
    await expect(downloadModel(address, { directory, network: network() })).rejects.toMatchObject({
      code: 'wrong-checksum'
    })
    expect(await left()).toEqual([expect.stringMatching(/^\.download-/)])
    served.set(key, right)
    asked = []
    await downloadModel(address, { directory, network: network() })
    // What was right is not fetched again.
    expect(asked).toEqual(['model.json 0', 'tokenizer.json 0'])
  })

  it('stops a file that is longer than promised', async () => {
    const key = 'https://models.example/tiny/tokenizer.json'
    served.set(key, Buffer.concat([served.get(key)!, Buffer.alloc(1_000_000)]))
    await expect(downloadModel(address, { directory, network: network() })).rejects.toMatchObject({
      code: 'wrong-size'
    })
  })

  it('compares the manifest with a checksum that is given', async () => {
    const sha256 = createHash('sha256').update(served.get(address)!).digest('hex')
    const wrong = sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))
    await expect(
      downloadModel(address, { directory, network: network(), sha256: wrong })
    ).rejects.toMatchObject({ code: 'wrong-checksum' })
    expect(await left()).toEqual([])
    await downloadModel(address, { directory, network: network(), sha256 })
  })

  it('refuses manifests that lead elsewhere or are none', async () => {
    const manifest = JSON.parse(served.get(address)!.toString()) as { files: { path: string }[] }
    manifest.files[0]!.path = '../../evil.json'
    for (const text of [JSON.stringify(manifest), '{', ' '.repeat(2 ** 21)]) {
      served.set(address, Buffer.from(text))
      await expect(downloadModel(address, { directory, network: network() })).rejects.toMatchObject({
        code: 'bad-manifest'
      })
    }
    await expect(downloadModel('model', { directory, network: network() })).rejects.toMatchObject({
      code: 'bad-address'
    })
    expect(await left()).toEqual([])
  })

  it('stops when asked, and keeps what has arrived', async () => {
    const controller = new AbortController()
    const onProgress = (fraction: number) => {
      if (fraction > 0.1) controller.abort(new Error('enough'))
    }
    const { signal } = controller
    await expect(
      downloadModel(address, { directory, network: network(), onProgress, signal })
    ).rejects.toThrow('enough')
    expect(await left()).toEqual([expect.stringMatching(/^\.download-/)])
  })
})
