import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Architecture } from '../architectures/context-denoiser/architecture'
import type { Manifest } from '../catalog/manifest'
import { Random } from '../diffusion/random'
import { encodeSafetensors, type TensorData } from '../formats/safetensors'

/** A byte-level BPE of 320 entries, ids 0 to 2 special; see models/training/make_tiny_model.py. */
const tokenizerSource = resolve(
  import.meta.dirname,
  '../architectures/context-denoiser/fixtures/tiny/tokenizer.json'
)

export const tinyArchitecture: Architecture = {
  family: 'context-denoiser',
  layers: 2,
  hidden: 32,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  intermediate: 64,
  rmsNormEpsilon: 1e-5,
  ropeTheta: 10_000,
  vocabularySize: 320,
  maskId: 2,
  padId: 1,
  endOfTextId: 0,
  bannedIds: [0, 2],
  window: 1024,
  rank: 2,
  alpha: 4
}

export interface TinyModelOptions {
  readonly seed: number
  readonly name?: string
}

/**
 * Writes a model folder with small random weights and a real tokenizer: everything a bundled model has but sense.
 * The same seed writes the same bytes.
 */
export async function writeTinyModel(
  directory: string,
  { seed, name = 'tiny-random' }: TinyModelOptions
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const random = new Random(seed)
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
  const tensor = (shape: readonly number[], scale: number, mean = 0): TensorData => {
    const count = shape.reduce((product, size) => product * size, 1)
    const values = Float32Array.from({ length: count }, () => mean + scale * normal())
    return { type: 'F32', shape, bytes: new Uint8Array(values.buffer) }
  }
  await writeFile(join(directory, 'base-00001-of-00001.safetensors'), encodeSafetensors(baseTensors(tensor)))
  await writeFile(join(directory, 'adapter.safetensors'), encodeSafetensors(adapterTensors(tensor)))
  await copyFile(tokenizerSource, join(directory, 'tokenizer.json'))
  await writeFile(join(directory, 'model.json'), JSON.stringify(await tinyManifest(directory, name), null, 2))
}

type TensorMaker = (shape: readonly number[], scale: number, mean?: number) => TensorData

const { layers, hidden, heads, kvHeads, headDim, intermediate, vocabularySize, rank } = tinyArchitecture

/** Name, outputs and inputs of the linear maps of a block. */
const linearMaps = [
  ['self_attn', 'q_proj', heads * headDim, hidden],
  ['self_attn', 'k_proj', kvHeads * headDim, hidden],
  ['self_attn', 'v_proj', kvHeads * headDim, hidden],
  ['self_attn', 'o_proj', hidden, heads * headDim],
  ['mlp', 'gate_proj', intermediate, hidden],
  ['mlp', 'up_proj', intermediate, hidden],
  ['mlp', 'down_proj', hidden, intermediate]
] as const

const norms = ['input_layernorm', 'post_attention_layernorm'] as const

function baseTensors(make: TensorMaker): Map<string, TensorData> {
  const tensors = new Map<string, TensorData>()
  const add = (name: string, shape: readonly number[], scale: number, mean?: number): unknown =>
    tensors.set(name, make(shape, scale, mean))
  // Logits of about unit spread: a distribution with a shape, but without certainty.
  add('model.embed_tokens.weight', [vocabularySize, hidden], hidden ** -0.5)
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `model.layers.${layer}`
    for (const [group, map, outputs, inputs] of linearMaps) {
      add(`${block}.${group}.${map}.weight`, [outputs, inputs], inputs ** -0.5)
    }
    for (const norm of norms) add(`${block}.${norm}.weight`, [hidden], 0.1, 1)
  }
  add('model.norm.weight', [hidden], 0.1, 1)
  return tensors
}

function adapterTensors(make: TensorMaker): Map<string, TensorData> {
  const tensors = new Map<string, TensorData>()
  const add = (name: string, shape: readonly number[], scale: number): unknown =>
    tensors.set(name, make(shape, scale))
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `layers.${layer}`
    for (const [, map, outputs, inputs] of linearMaps) {
      add(`${block}.${map}.lora_A`, [rank, inputs], inputs ** -0.5)
      add(`${block}.${map}.lora_B`, [outputs, rank], 0.3)
    }
    for (const norm of norms) add(`${block}.${norm}.delta`, [hidden], 0.1)
  }
  add('norm.delta', [hidden], 0.1)
  for (const name of ['mask_embedding', 'pad_embedding', 'pad_output']) add(name, [hidden], hidden ** -0.5)
  return tensors
}

async function tinyManifest(directory: string, name: string): Promise<Manifest> {
  const paths = ['adapter.safetensors', 'base-00001-of-00001.safetensors', 'tokenizer.json']
  const files = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(directory, path))
      return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    })
  )
  return {
    format: 1,
    name,
    displayName: 'Tiny random model for tests',
    family: 'context-denoiser',
    graph: 'absorb',
    noise: 'log-linear',
    shift: true,
    capabilities: ['context-cache', 'length', 'autoregressive'],
    architecture: tinyArchitecture,
    // Of no model: a shape to show.
    stepQuality: [
      { tokensPerCall: 1, surprise: 2.5 },
      { tokensPerCall: 2, surprise: 4.5 },
      { tokensPerCall: 32, surprise: 6 }
    ],
    files,
    licence: 'Apache-2.0',
    origin: { source: 'random numbers' }
  }
}
