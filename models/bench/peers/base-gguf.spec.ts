import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { llamaTensors, toHalves } from '../../architectures/context-denoiser/llama-gguf'
import { WeightSource } from '../../architectures/context-denoiser/weight-source'
import { loadModelFolder, type ModelFolder } from '../../catalog/model-folder'
import { dequantise } from '../../formats/ggml-blocks'
import { GgufFile } from '../../formats/gguf'
import { tinyArchitecture, writeTinyModel } from '../../test-support/tiny-model'
import { writeBaseGguf } from './base-gguf'
import { toQ8Blocks } from './q8-blocks'

let root: string
let folder: ModelFolder

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'base-gguf-'))
  await writeTinyModel(join(root, 'tiny'), { seed: 1 })
  folder = await loadModelFolder(join(root, 'tiny'))
})

afterEach(() => rm(root, { recursive: true }))

/** Opens the model's weights and a GGUF of them. */
async function open(path: string) {
  const source = await WeightSource.open([join(folder.directory, 'base-00001-of-00001.safetensors')])
  return { source, file: await GgufFile.open(path) }
}

describe('the base as a GGUF', () => {
  it('holds the weights as they are stored, in the order of llama.cpp', async () => {
    const path = join(root, 'stored.gguf')
    await writeBaseGguf(folder, 'stored', path)
    const { source, file } = await open(path)
    for (const { gguf, huggingFace, shape, rotaryHeads } of llamaTensors(tinyArchitecture)) {
      expect(file.header.tensors.get(gguf)).toMatchObject({ type: 'F32', shape })
      const bytes = await file.read(gguf)
      const rows = rotaryHeads === undefined ? bytes : toHalves(bytes, shape[0]!, rotaryHeads)
      expect(new Float32Array(rows.buffer.slice(rows.byteOffset, rows.byteOffset + rows.length))).toEqual(
        await source.read(huggingFace, shape)
      )
    }
    const { metadata } = file.header
    expect(metadata.get('llama.attention.head_count_kv')).toBe(2)
    expect(metadata.get('tokenizer.ggml.tokens')).toHaveLength(tinyArchitecture.vocabularySize)
    expect((metadata.get('tokenizer.ggml.token_type') as number[]).slice(0, 4)).toEqual([3, 3, 3, 1])
    await file.close()
    await source.close()
  })

  it('holds them in 8 bits when asked, and what is a vector as it is', async () => {
    const path = join(root, 'eight.gguf')
    await writeBaseGguf(folder, 'Q8_0', path)
    const { source, file } = await open(path)
    expect(file.header.tensors.get('output_norm.weight')!.type).toBe('F32')
    const down = 'model.layers.0.mlp.down_proj.weight'
    const weights = await source.read(down, [32, 64])
    const read = dequantise('Q8_0', await file.read('blk.0.ffn_down.weight'))
    const worst = Math.max(...weights.map((weight, index) => Math.abs(weight - read[index]!)))
    expect(worst).toBeLessThan(Math.max(...weights.map(Math.abs)) / 200)
    await file.close()
    await source.close()
  })
})

describe('blocks of 8 bits', () => {
  it('keep zeros and the largest weight', () => {
    const weights = new Float32Array(64)
    weights[3] = -2.54
    const read = dequantise('Q8_0', toQ8Blocks(weights))
    expect(read[3]).toBeCloseTo(-2.54, 2)
    expect(read.filter((weight) => weight !== 0)).toHaveLength(1)
  })
})
