import { copyFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { Architecture } from '../architectures/context-denoiser/architecture'
import { llamaTensors, toHalves, type LlamaTensor } from '../architectures/context-denoiser/llama-gguf'
import { GgufFile, type GgufHeader } from '../formats/gguf'
import { encodeSafetensors, SafetensorsFile, type TensorData } from '../formats/safetensors'
import { CatalogError } from './catalog-error'

/** What a base says of its network. */
export type BaseSizes = Pick<
  Architecture,
  | 'layers'
  | 'hidden'
  | 'heads'
  | 'kvHeads'
  | 'headDim'
  | 'intermediate'
  | 'rmsNormEpsilon'
  | 'ropeTheta'
  | 'vocabularySize'
>

interface Progress {
  readonly onProgress?: ((fraction: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Bytes of a file at most, so that a model can be kept where files are limited. */
const fileBytes = 45_000_000

const size = z.int().positive()

const ggufSizes = z
  .object({
    'general.architecture': z.literal('llama'),
    'llama.block_count': size,
    'llama.embedding_length': size,
    'llama.attention.head_count': size,
    'llama.attention.head_count_kv': size,
    'llama.rope.dimension_count': size,
    'llama.feed_forward_length': size,
    'llama.attention.layer_norm_rms_epsilon': z.number().positive(),
    'llama.rope.freq_base': z.number().positive(),
    'tokenizer.ggml.tokens': z.array(z.string())
  })
  .transform((fields): BaseSizes => ({
    layers: fields['llama.block_count'],
    hidden: fields['llama.embedding_length'],
    heads: fields['llama.attention.head_count'],
    kvHeads: fields['llama.attention.head_count_kv'],
    headDim: fields['llama.rope.dimension_count'],
    intermediate: fields['llama.feed_forward_length'],
    // A 32-bit float in the file: the decimal number that was meant.
    rmsNormEpsilon: Number(fields['llama.attention.layer_norm_rms_epsilon'].toPrecision(6)),
    ropeTheta: fields['llama.rope.freq_base'],
    vocabularySize: fields['tokenizer.ggml.tokens'].length
  }))

/** Writes the tensors of a GGUF as safetensors, their blocks as they are. @throws CatalogError `not-importable`, FormatError */
export async function convertBaseGguf(
  path: string,
  staging: string,
  { onProgress, signal }: Progress
): Promise<BaseSizes> {
  const file = await GgufFile.open(path)
  try {
    const parsed = ggufSizes.safeParse(Object.fromEntries(file.header.metadata))
    if (!parsed.success) throw otherBase(path, z.prettifyError(parsed.error))
    const wanted = llamaTensors(parsed.data)
    requireGgufTensors(path, file.header, wanted)
    let index = 1
    let bytes = 0
    let tensors = new Map<string, TensorData>()
    let formats: Record<string, string> = {}
    const flush = async (): Promise<void> => {
      const name = `base-${String(index++).padStart(5, '0')}.safetensors`
      await writeFile(join(staging, name), encodeSafetensors(tensors, formats))
      bytes = 0
      tensors = new Map()
      formats = {}
    }
    for (const [done, tensor] of wanted.entries()) {
      const data = await readTensor(file, tensor)
      if (bytes > 0 && bytes + data.bytes.length > fileBytes) await flush()
      bytes += data.bytes.length
      tensors.set(tensor.huggingFace, data)
      const { type } = file.header.tensors.get(tensor.gguf)!
      if (data.type === 'U8') formats[tensor.huggingFace] = type
      onProgress?.((done + 1) / wanted.length)
      await nextTurn()
      signal?.throwIfAborted()
    }
    await flush()
    return parsed.data
  } finally {
    await file.close()
  }
}

async function readTensor(file: GgufFile, { gguf, shape, rotaryHeads }: LlamaTensor): Promise<TensorData> {
  const { type } = file.header.tensors.get(gguf)!
  const stored = await file.read(gguf)
  const bytes = rotaryHeads === undefined ? stored : toHalves(stored, shape[0]!, rotaryHeads)
  if (type === 'F32' || type === 'F16') return { type, shape, bytes }
  return { type: 'U8', shape: [shape[0]!, bytes.length / shape[0]!], bytes }
}

function requireGgufTensors(path: string, { tensors }: GgufHeader, wanted: readonly LlamaTensor[]): void {
  const names = new Set(wanted.map(({ gguf }) => gguf))
  const more = [...tensors.keys()].find((name) => !names.has(name) && name !== 'rope_freqs.weight')
  if (more !== undefined) throw otherBase(path, `it has the tensor ${more}`)
  for (const { gguf, shape } of wanted) {
    const found = tensors.get(gguf)
    if (found?.shape.join() !== shape.join())
      throw otherBase(path, `its tensor ${gguf} is not ${shape.join(' × ')}`)
  }
}

const configSchema = z
  .looseObject({
    model_type: z.literal('llama'),
    num_hidden_layers: size,
    hidden_size: size,
    num_attention_heads: size,
    num_key_value_heads: size,
    head_dim: size.nullish(),
    intermediate_size: size,
    rms_norm_eps: z.number().positive(),
    rope_theta: z.number().positive(),
    vocab_size: size,
    tie_word_embeddings: z.literal(true),
    attention_bias: z.literal(false).optional(),
    mlp_bias: z.literal(false).optional(),
    rope_scaling: z.null().optional()
  })
  .transform((config): BaseSizes => ({
    layers: config.num_hidden_layers,
    hidden: config.hidden_size,
    heads: config.num_attention_heads,
    kvHeads: config.num_key_value_heads,
    headDim: config.head_dim ?? config.hidden_size / config.num_attention_heads,
    intermediate: config.intermediate_size,
    rmsNormEpsilon: config.rms_norm_eps,
    ropeTheta: config.rope_theta,
    vocabularySize: config.vocab_size
  }))

/** Copies a base of Hugging Face. @param config text of its config.json. @throws CatalogError `not-importable`, FormatError */
export async function copyBaseSafetensors(
  paths: readonly string[],
  config: string,
  staging: string,
  { onProgress, signal }: Progress
): Promise<BaseSizes> {
  let json: unknown
  try {
    json = JSON.parse(config)
  } catch (error) {
    throw new CatalogError('not-importable', 'config.json is not valid JSON. Fetch it again.', {
      cause: error
    })
  }
  const parsed = configSchema.safeParse(json)
  if (!parsed.success) throw otherBase('config.json', z.prettifyError(parsed.error))
  const wanted = new Map(llamaTensors(parsed.data).map(({ huggingFace, shape }) => [huggingFace, shape]))
  for (const path of paths) {
    const file = await SafetensorsFile.open(path)
    await file.close()
    for (const [name, { type, shape }] of file.header.tensors) {
      const sizes = wanted.get(name)
      if (sizes === undefined) throw otherBase(path, `it has the tensor ${name}`)
      // What holds blocks is checked by who reads it.
      if (type !== 'U8' && shape.join() !== sizes.join())
        throw otherBase(path, `its tensor ${name} is not ${sizes.join(' × ')}`)
      wanted.delete(name)
    }
  }
  const [missing] = wanted.keys()
  if (missing !== undefined) throw otherBase(paths[0]!, `the tensor ${missing} is missing`)
  for (const [index, path] of paths.entries()) {
    signal?.throwIfAborted()
    await copyFile(path, join(staging, `base-${basename(path)}`))
    onProgress?.((index + 1) / paths.length)
  }
  return parsed.data
}

const otherBase = (path: string, why: string): CatalogError =>
  new CatalogError(
    'not-importable',
    `${basename(path)} is no base that can be imported (${why.replace(/\s+/g, ' ')}). It has to be a network of the Llama family with tied embeddings and without biases.`
  )
