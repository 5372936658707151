import type { ExternalDataWriter } from '../../formats/external-data'
import { outputIds, type Architecture } from './architecture'
import { addLowRankUpdate } from './low-rank'
import { storeFloats, type Linear, type Precision, type StoredTensor } from './precision'
import type { WeightSource } from './weight-source'

/** One decoder block with its linear maps stored. */
export interface BlockWeights<Activation> {
  readonly inputGain: StoredTensor
  readonly query: Linear<Activation>
  readonly key: Linear<Activation>
  readonly value: Linear<Activation>
  readonly output: Linear<Activation>
  readonly postAttentionGain: StoredTensor
  readonly gate: Linear<Activation>
  readonly up: Linear<Activation>
  readonly down: Linear<Activation>
}

/** What the base network and the adapted one have in common. */
export interface SharedWeights<Activation> {
  /** [vocabularySize, hidden], MASK's and PAD's own vectors in their rows. */
  readonly embedding: StoredTensor
  /** Hidden state → logits of `outputIds`. */
  readonly head: Linear<Activation>
  /** [hidden] */
  readonly padOutput: StoredTensor
  /** [window, headDim / 2] each */
  readonly cosines: StoredTensor
  readonly sines: StoredTensor
}

export interface NetworkWeights<Activation> extends SharedWeights<Activation> {
  readonly blocks: readonly BlockWeights<Activation>[]
  readonly finalGain: StoredTensor
}

/** Where stored weights come from, where they go and in which form. `advance` is told how many weights were written. */
export interface Storage<Activation> {
  readonly architecture: Architecture
  readonly source: WeightSource
  readonly data: ExternalDataWriter
  readonly precision: Precision<Activation>
  readonly advance: (weights: number) => Promise<void>
}

/** Weights that `storeSharedWeights` and both calls of `storeNetwork` will report, for a progress bar. */
export function plannedWeights({
  layers,
  hidden,
  heads,
  kvHeads,
  headDim,
  intermediate,
  vocabularySize
}: Architecture): number {
  const attention = 2 * hidden * headDim * (heads + kvHeads)
  return 2 * layers * (attention + 3 * hidden * intermediate) + vocabularySize * hidden
}

/** Stores embedding, output head and the table of the rotary embedding. */
export async function storeSharedWeights<Activation>(
  storage: Storage<Activation>
): Promise<SharedWeights<Activation>> {
  const { architecture, source, data, precision, advance } = storage
  const { vocabularySize, hidden, maskId, padId } = architecture
  const embedding = await source.read('model.embed_tokens.weight', [vocabularySize, hidden])
  const ids = outputIds(architecture)
  const headRows = new Float32Array(ids.length * hidden)
  ids.forEach((id, row) => headRows.set(embedding.subarray(id * hidden, (id + 1) * hidden), row * hidden))
  embedding.set(await source.read('mask_embedding', [hidden]), maskId * hidden)
  embedding.set(await source.read('pad_embedding', [hidden]), padId * hidden)
  const angles = rotaryAngles(architecture)
  const angleShape = [architecture.window, architecture.headDim / 2]
  const shared = {
    embedding: await precision.table(data, 'embedding', [vocabularySize, hidden], embedding),
    head: await precision.linear(data, 'head', headRows, ids.length, hidden),
    padOutput: await storeFloats(data, 'pad_output', [hidden], await source.read('pad_output', [hidden])),
    cosines: await storeFloats(data, 'cosines', angleShape, Float32Array.from(angles, Math.cos)),
    sines: await storeFloats(data, 'sines', angleShape, Float32Array.from(angles, Math.sin))
  }
  await advance(vocabularySize * hidden)
  return shared
}

/**
 * Stores the blocks of one of the two networks.
 * @param adapted Whether the adapter is merged in: false gives the autoregressive model, true the denoiser.
 */
export async function storeNetwork<Activation>(
  storage: Storage<Activation>,
  shared: SharedWeights<Activation>,
  adapted: boolean
): Promise<NetworkWeights<Activation>> {
  const { architecture, source, data, precision, advance } = storage
  const { layers, hidden, heads, kvHeads, headDim, intermediate, rank, alpha } = architecture
  const prefix = adapted ? 'canvas' : 'context'

  async function gain(name: string, deltaName: string): Promise<StoredTensor> {
    const values = await source.read(name, [hidden])
    if (adapted) {
      const delta = await source.read(deltaName, [hidden])
      delta.forEach((value, index) => (values[index]! += value))
    }
    return storeFloats(data, `${prefix}.${name}`, [hidden], values)
  }

  async function linear(
    layer: number,
    group: 'self_attn' | 'mlp',
    map: string,
    outputs: number,
    inputs: number
  ): Promise<Linear<Activation>> {
    const name = `model.layers.${layer}.${group}.${map}.weight`
    const weights = await source.read(name, [outputs, inputs])
    if (adapted) {
      const a = await source.read(`layers.${layer}.${map}.lora_A`, [rank, inputs])
      const b = await source.read(`layers.${layer}.${map}.lora_B`, [outputs, rank])
      addLowRankUpdate(weights, inputs, { a, b, factor: alpha / rank })
    }
    const stored = await precision.linear(data, `${prefix}.${name}`, weights, outputs, inputs)
    await advance(weights.length)
    return stored
  }

  const blocks: BlockWeights<Activation>[] = []
  for (let layer = 0; layer < layers; layer += 1) {
    blocks.push({
      inputGain: await gain(
        `model.layers.${layer}.input_layernorm.weight`,
        `layers.${layer}.input_layernorm.delta`
      ),
      query: await linear(layer, 'self_attn', 'q_proj', heads * headDim, hidden),
      key: await linear(layer, 'self_attn', 'k_proj', kvHeads * headDim, hidden),
      value: await linear(layer, 'self_attn', 'v_proj', kvHeads * headDim, hidden),
      output: await linear(layer, 'self_attn', 'o_proj', hidden, heads * headDim),
      postAttentionGain: await gain(
        `model.layers.${layer}.post_attention_layernorm.weight`,
        `layers.${layer}.post_attention_layernorm.delta`
      ),
      gate: await linear(layer, 'mlp', 'gate_proj', intermediate, hidden),
      up: await linear(layer, 'mlp', 'up_proj', intermediate, hidden),
      down: await linear(layer, 'mlp', 'down_proj', hidden, intermediate)
    })
  }
  return { ...shared, blocks, finalGain: await gain('model.norm.weight', 'norm.delta') }
}

/** Angles position · θ^(−2i/d) in radians (RoFormer, arXiv 2104.09864, section 3.2.2), [window, headDim / 2]. */
function rotaryAngles({ window, headDim, ropeTheta }: Architecture): Float64Array {
  const half = headDim / 2
  return Float64Array.from(
    { length: window * half },
    (_, at) => Math.floor(at / half) * ropeTheta ** (-(at % half) / half)
  )
}
