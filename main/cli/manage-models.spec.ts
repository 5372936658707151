import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeTinyModel } from '../../models/test-support/tiny-model'
import { runWith } from './test-support/fake-terminal'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lacuna-models-'))
  await writeTinyModel(join(root, 'source'), { seed: 1 })
})

afterEach(() => rm(root, { recursive: true }))

const run = (...args: string[]) =>
  runWith(['models', ...args], {
    locations: {
      directories: [join(root, 'bundled'), join(root, 'own')],
      userDirectory: join(root, 'own'),
      cacheDirectory: join(root, 'cache')
    },
    network: {
      async get({ href }) {
        const bytes = await readFile(join(root, 'source', href.slice('https://a.example/'.length)))
        const chunks = (async function* () {
          yield await Promise.resolve(bytes)
        })()
        return { offset: 0, chunks }
      }
    }
  })

describe('lacuna models', () => {
  it('imports, verifies and removes a model', async () => {
    expect(await run('import', join(root, 'source'))).toEqual({
      status: 0,
      output: `tiny-random  ${join(root, 'own', 'tiny-random')}\n`,
      talk: ''
    })
    expect((await run('import', join(root, 'source'))).status).toBe(2)
    expect((await run('verify')).output).toMatch(/^tiny-random {2}whole {2}/)
    expect((await run('verify', 'tiny-random')).status).toBe(0)
    const path = join(root, 'own', 'tiny-random', 'adapter.safetensors')
    const bytes = await readFile(path)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(path, bytes)
    const damaged = await run('verify')
    expect(damaged.status).toBe(1)
    expect(damaged.output).toMatch(/^tiny-random {2}damaged {2}adapter\.safetensors/)
    expect(await run('remove', 'tiny-random')).toEqual({
      status: 0,
      output: 'tiny-random removed\n',
      talk: ''
    })
    expect((await run('list')).output).toBe('')
  })

  it('does not remove the bundled model', async () => {
    await writeTinyModel(join(root, 'bundled', 'tiny'), { seed: 1 })
    const { status, talk } = await run('remove', 'tiny-random')
    expect(status).toBe(2)
    expect(talk).toContain('The model tiny-random lies in')
    expect((await run('verify')).status).toBe(0)
  })

  it('downloads a model', async () => {
    expect((await run('download', 'https://a.example/model.json')).output).toContain('tiny-random')
    expect((await run('list')).output).toContain('tiny-random')
    expect((await run('download', 'https://a.example/model.json')).status).toBe(2)
  })
})
