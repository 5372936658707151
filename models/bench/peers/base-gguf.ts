import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { join } from 'node:path'
import { llamaTensors, toNeighbours, type LlamaTensor } from '../../architectures/context-denoiser/llama-gguf'
import { WeightSource } from '../../architectures/context-denoiser/weight-source'
import { locateFile, type ModelFolder } from '../../catalog/model-folder'
import { ggmlFormat } from '../../formats/ggml-blocks'
import type { GgufElementType } from '../../formats/gguf'
import { encodeGguf, type GgufTensorData, type TypedValue } from '../../formats/gguf-writer'
import { SafetensorsFile } from '../../formats/safetensors'
import { toQ8Blocks } from './q8-blocks'

/** `stored`: the blocks as the model folder holds them (4 bits). `Q8_0`: the same weights in 8 bits. */
export type BaseFormat = 'stored' | 'Q8_0'

/** Writes the autoregressive base of a model folder as a GGUF that llama.cpp reads. @throws FormatError, CatalogError */
export async function writeBaseGguf(folder: ModelFolder, format: BaseFormat, target: string): Promise<void> {
  const weights = folder.manifest.files.filter(({ path }) => path.endsWith('.safetensors'))
  const paths = await Promise.all(weights.map((file) => locateFile(folder, file)))
  const source = await WeightSource.open(paths)
  const files: SafetensorsFile[] = []
  try {
    for (const path of paths) files.push(await SafetensorsFile.open(path))
    const tensors = new Map(
      llamaTensors(folder.manifest.architecture).map((tensor) => [
        tensor.gguf,
        format === 'Q8_0' && tensor.shape.length > 1 ? eightBits(tensor, source) : asStored(tensor, files)
      ])
    )
    const pieces = encodeGguf(await describe(folder), tensors)
    await pipeline(Readable.from(pieces), createWriteStream(target))
  } finally {
    for (const file of files) await file.close()
    await source.close()
  }
}

function asStored(tensor: LlamaTensor, files: readonly SafetensorsFile[]): GgufTensorData {
  const file = files.find(({ header }) => header.tensors.has(tensor.huggingFace))
  if (file === undefined) throw new Error(`the model lacks ${tensor.huggingFace}`)
  const { type } = file.header.tensors.get(tensor.huggingFace)!
  const format: GgufElementType =
    type === 'U8' ? ggmlFormat(file.header.metadata.get(tensor.huggingFace) ?? 'U8') : type
  return {
    type: format,
    shape: tensor.shape,
    bytes: async () => inOrder(tensor, await file.read(tensor.huggingFace))
  }
}

function eightBits(tensor: LlamaTensor, source: WeightSource): GgufTensorData {
  return {
    type: 'Q8_0',
    shape: tensor.shape,
    bytes: async () => inOrder(tensor, toQ8Blocks(await source.read(tensor.huggingFace, tensor.shape)))
  }
}

const inOrder = ({ shape, rotaryHeads }: LlamaTensor, rows: Uint8Array): Uint8Array =>
  rotaryHeads === undefined ? rows : toNeighbours(rows, shape[0]!, rotaryHeads)

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int(), special: z.boolean() })),
  model: z.looseObject({
    vocab: z.record(z.string(), z.int()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])]))
  })
})

/** ggml's kinds of tokens. */
const normalToken = 1
const controlToken = 3

async function describe({ directory, manifest }: ModelFolder): Promise<Record<string, TypedValue>> {
  const { layers, hidden, heads, kvHeads, headDim, intermediate, rmsNormEpsilon, ropeTheta, ...rest } =
    manifest.architecture
  const { vocabularySize, window, endOfTextId } = rest
  const text = await readFile(join(directory, 'tokenizer.json'), 'utf8')
  const tokenizer = tokenizerSchema.parse(JSON.parse(text))
  const tokens = Array<string>(vocabularySize).fill('')
  for (const [token, id] of Object.entries(tokenizer.model.vocab)) tokens[id] = token
  const special = new Set(tokenizer.added_tokens.flatMap(({ id, special }) => (special ? [id] : [])))
  const whole = (value: number): TypedValue => ({ type: 'uint32', value })
  const real = (value: number): TypedValue => ({ type: 'float32', value })
  return {
    'general.architecture': { type: 'string', value: 'llama' },
    'general.name': { type: 'string', value: manifest.name },
    'llama.block_count': whole(layers),
    'llama.context_length': whole(window),
    'llama.embedding_length': whole(hidden),
    'llama.feed_forward_length': whole(intermediate),
    'llama.attention.head_count': whole(heads),
    'llama.attention.head_count_kv': whole(kvHeads),
    'llama.attention.layer_norm_rms_epsilon': real(rmsNormEpsilon),
    'llama.rope.freq_base': real(ropeTheta),
    'llama.rope.dimension_count': whole(headDim),
    'llama.vocab_size': whole(vocabularySize),
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    'tokenizer.ggml.pre': { type: 'string', value: 'smollm' },
    'tokenizer.ggml.tokens': { type: 'strings', value: tokens },
    'tokenizer.ggml.token_type': {
      type: 'int32s',
      value: tokens.map((_, id) => (special.has(id) ? controlToken : normalToken))
    },
    'tokenizer.ggml.merges': {
      type: 'strings',
      value: tokenizer.model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')))
    },
    'tokenizer.ggml.bos_token_id': whole(endOfTextId),
    'tokenizer.ggml.eos_token_id': whole(endOfTextId)
  }
}
