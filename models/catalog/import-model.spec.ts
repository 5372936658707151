import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WeightSource } from '../architectures/context-denoiser/weight-source'
import { writeBaseGguf } from '../bench/peers/base-gguf'
import { tinyArchitecture, writeTinyModel } from '../test-support/tiny-model'
import { openInPrecision } from '../test-support/open-graphs'
import { importModel } from './import-model'
import { listModelFolders, loadModelFolder, type ModelFolder } from './model-folder'

let root: string
let directory: string
let model: ModelFolder
let parts: string

const base = 'base-00001-of-00001.safetensors'
const config = {
  model_type: 'llama',
  num_hidden_layers: tinyArchitecture.layers,
  hidden_size: tinyArchitecture.hidden,
  num_attention_heads: tinyArchitecture.heads,
  num_key_value_heads: tinyArchitecture.kvHeads,
  intermediate_size: tinyArchitecture.intermediate,
  rms_norm_eps: tinyArchitecture.rmsNormEpsilon,
  rope_theta: tinyArchitecture.ropeTheta,
  vocab_size: tinyArchitecture.vocabularySize,
  tie_word_embeddings: true
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'import-'))
  directory = join(root, 'models')
  await writeTinyModel(join(root, 'tiny'), { seed: 1 })
  model = await loadModelFolder(join(root, 'tiny'))
  parts = join(root, 'My Parts')
  await mkdir(parts)
  await copyFile(join(root, 'tiny', 'tokenizer.json'), join(parts, 'tokenizer.json'))
  const adapter = await readFile(join(root, 'tiny', 'adapter.safetensors'))
  await writeFile(join(parts, 'adapter.safetensors'), withMetadata(adapter, { rank: '2', alpha: '4' }))
})

afterEach(() => rm(root, { recursive: true }))

/** A safetensors file with other metadata. */
function withMetadata(file: Buffer, metadata: Record<string, string>): Buffer {
  const length = Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as object
  const text = Buffer.from(JSON.stringify({ ...header, __metadata__: metadata }))
  const prefix = Buffer.alloc(8)
  prefix.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([prefix, text, file.subarray(8 + length)])
}

async function withSafetensors(): Promise<void> {
  await copyFile(join(root, 'tiny', base), join(parts, 'model.safetensors'))
  await writeFile(join(parts, 'config.json'), JSON.stringify(config))
}

const imported = async (): Promise<string[]> =>
  (await listModelFolders([directory])).map(({ manifest }) => manifest.name)

describe('importing a model', () => {
  it('copies a whole model under its own name or another', async () => {
    const copy = await importModel(model.directory, { directory })
    expect(copy.manifest).toEqual(model.manifest)
    await importModel(model.directory, { directory, name: 'second' })
    expect(await imported()).toEqual(['second', 'tiny-random'])
    await expect(importModel(model.directory, { directory })).rejects.toMatchObject({ code: 'already-there' })
  })

  it('makes no model of a damaged one', async () => {
    const path = join(root, 'tiny', 'adapter.safetensors')
    const bytes = await readFile(path)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(path, bytes)
    await expect(importModel(join(root, 'tiny'), { directory })).rejects.toMatchObject({
      code: 'wrong-checksum'
    })
    expect(await readdir(directory)).toEqual([])
  })

  it.each(['safetensors', 'gguf'])('puts a base in %s and an adapter together', async (format) => {
    if (format === 'gguf') await writeBaseGguf(model, 'stored', join(parts, 'base.gguf'))
    else await withSafetensors()
    const copy = await importModel(parts, { directory })
    expect(copy.manifest).toMatchObject({
      name: 'my-parts',
      architecture: { rank: 2, alpha: 4, window: 2048 }
    })
    const { maskId, padId, endOfTextId, bannedIds } = copy.manifest.architecture
    expect({ maskId, padId, endOfTextId, bannedIds }).toEqual({
      maskId: 2,
      padId: 1,
      endOfTextId: 0,
      bannedIds: [0, 2]
    })
    // It says the same as the model that the parts were taken from.
    const ids = Int32Array.of(40, 50, 60, 70)
    const answers = []
    for (const { directory } of [model, copy]) {
      const denoiser = await openInPrecision(directory, 'float32')
      answers.push(await denoiser.leftToRight([{ ids, from: 0 }]))
      await denoiser.dispose()
    }
    expect(answers[1]).toEqual(answers[0])
  })

  it('keeps the blocks of a GGUF', async () => {
    await writeBaseGguf(model, 'Q8_0', join(parts, 'base.gguf'))
    const { directory: folder, manifest } = await importModel(parts, { directory, name: 'eight' })
    const file = manifest.files.find(({ path }) => path.startsWith('base-'))!
    const source = await WeightSource.open([join(folder, file.path)])
    const original = await WeightSource.open([join(root, 'tiny', base)])
    const name = 'model.layers.1.self_attn.q_proj.weight'
    const [read, exact] = [await source.read(name, [32, 32]), await original.read(name, [32, 32])]
    expect(Math.max(...read.map((weight, index) => Math.abs(weight - exact[index]!)))).toBeLessThan(0.005)
    await source.close()
    await original.close()
  })

  it.each([
    ['no adapter', () => rm(join(parts, 'adapter.safetensors')), 'has no adapter.safetensors'],
    ['no tokenizer', () => rm(join(parts, 'tokenizer.json')), 'has no tokenizer.json'],
    ['no base', () => rm(join(parts, 'model.safetensors')), 'should hold one base'],
    ['no config', () => rm(join(parts, 'config.json')), 'config.json is missing'],
    [
      'another family',
      () => writeFile(join(parts, 'config.json'), JSON.stringify({ ...config, model_type: 'gpt2' })),
      'Llama family'
    ],
    [
      'another shape',
      () => writeFile(join(parts, 'config.json'), JSON.stringify({ ...config, hidden_size: 64 })),
      'is not 320 × 64'
    ],
    [
      'an adapter of another base',
      async () => {
        const adapter = await readFile(join(root, 'tiny', 'adapter.safetensors'))
        await writeFile(join(parts, 'adapter.safetensors'), withMetadata(adapter, { rank: '3', alpha: '4' }))
      },
      'is no adapter of this base'
    ],
    ['two bases', () => writeBaseGguf(model, 'stored', join(parts, 'base.gguf')), 'should hold one base'],
    ['a cut GGUF', async () => writeFile(join(parts, 'model.gguf'), 'GGUF'), 'should hold one base']
  ])('refuses %s, and leaves nothing behind', async (_, spoil, message) => {
    await withSafetensors()
    await spoil()
    await expect(importModel(parts, { directory })).rejects.toThrow(message)
    expect(await readdir(directory)).toEqual([])
  })

  it('never opens what can carry programs', async () => {
    await rm(join(parts, 'adapter.safetensors'))
    await writeFile(join(parts, 'pytorch_model.bin'), 'program')
    await expect(importModel(parts, { directory })).rejects.toThrow(
      'pytorch_model.bin is of a kind that can carry programs'
    )
  })

  it('refuses names that are none, and folders that are not there', async () => {
    await expect(importModel(model.directory, { directory, name: '../x' })).rejects.toMatchObject({
      code: 'not-importable'
    })
    await expect(importModel(join(root, 'absent'), { directory })).rejects.toMatchObject({
      code: 'not-importable'
    })
  })
})
