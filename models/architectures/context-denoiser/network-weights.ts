import type { ExternalDataWriter } from '../../formats/external-data'
import { outputIds, type Architecture } from './architecture'
import { hadamardWidth, transformBlocks, transformRowBlocks } from './hadamard'
import { addLowRankUpdate } from './low-rank'
import { storeFloats, type Linear, type Precision, type RowKind, type StoredTensor } from './precision'
import type { WeightSource } from './weight-source'

/**
 * One decoder block with its linear maps stored. The gains of its two norms are part of the maps behind them, and the scale of
 * the attention, 1/√headDim, is part of the queries.
 */
export interface BlockWeights<Activation> {
  /** Queries of all heads, then keys, then values. */
  readonly projections: Linear<Activation>
  readonly output: Linear<Activation>
  readonly gate: Linear<Activation>
  readonly up: Linear<Activation>
  readonly down: Linear<Activation>
}

/** What the base network and the adapted one have in common. */
export interface SharedWeights<Activation> {
  /** [vocabularySize, hidden], MASK's and PAD's own vectors in their rows; turned where the precision turns. */
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
  if (precision.turned) transformBlocks(embedding, hadamardWidth(hidden))
  const angles = rotaryAngles(architecture)
  const angleShape = [architecture.window, architecture.headDim / 2]
  const shared = {
    embedding: await precision.table(data, 'embedding', [vocabularySize, hidden], embedding),
    head: await precision.linear(data, 'head', headRows, ids.length, hidden, 'free'),
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

  async function gain(name: string, deltaName: string): Promise<Float32Array> {
    const values = await source.read(name, [hidden])
    if (adapted) {
      const delta = await source.read(deltaName, [hidden])
      delta.forEach((value, index) => (values[index]! += value))
    }
    return values
  }

  /** A linear map of a layer, the adapter merged in. */
  async function read(layer: number, map: string, outputs: number, inputs: number): Promise<Float32Array> {
    const group = ['gate', 'up', 'down'].includes(map) ? 'mlp' : 'self_attn'
    const weights = await source.read(`model.layers.${layer}.${group}.${map}_proj.weight`, [outputs, inputs])
    if (adapted) {
      const a = await source.read(`layers.${layer}.${map}_proj.lora_A`, [rank, inputs])
      const b = await source.read(`layers.${layer}.${map}_proj.lora_B`, [outputs, rank])
      addLowRankUpdate(weights, inputs, { a, b, factor: alpha / rank })
    }
    return weights
  }

  /** Stores a map of hidden states behind a norm whose gain is `gains`. */
  async function behindNorm(
    name: string,
    weights: Float32Array,
    gains: Float32Array
  ): Promise<Linear<Activation>> {
    for (let row = 0; row < weights.length; row += hidden) {
      for (let column = 0; column < hidden; column += 1) weights[row + column]! *= gains[column]!
    }
    if (precision.turned) transformBlocks(weights, hadamardWidth(hidden))
    return store(name, weights, hidden, 'normalised')
  }

  async function store(
    name: string,
    weights: Float32Array,
    inputs: number,
    kind: RowKind
  ): Promise<Linear<Activation>> {
    const outputs = weights.length / inputs
    const stored = await precision.linear(data, `${prefix}.${name}`, weights, outputs, inputs, kind)
    await advance(weights.length)
    return stored
  }

  async function projections(layer: number): Promise<Linear<Activation>> {
    const [queryWidth, keyWidth] = [heads * headDim, kvHeads * headDim]
    const query = await read(layer, 'q', queryWidth, hidden)
    const scale = headDim ** -0.5
    for (let at = 0; at < query.length; at += 1) query[at]! *= scale
    const key = await read(layer, 'k', keyWidth, hidden)
    const value = await read(layer, 'v', keyWidth, hidden)
    if (precision.turned) transformRowBlocks(value, hidden, hadamardWidth(headDim))
    const joint = new Float32Array((queryWidth + 2 * keyWidth) * hidden)
    joint.set(query)
    joint.set(key, query.length)
    joint.set(value, query.length + key.length)
    const gains = await gain(
      `model.layers.${layer}.input_layernorm.weight`,
      `layers.${layer}.input_layernorm.delta`
    )
    return behindNorm(`layers.${layer}.projections`, joint, gains)
  }

  async function output(layer: number): Promise<Linear<Activation>> {
    const weights = await read(layer, 'o', hidden, heads * headDim)
    if (precision.turned) {
      transformBlocks(weights, hadamardWidth(headDim))
      transformRowBlocks(weights, heads * headDim, hadamardWidth(hidden))
    }
    return store(`layers.${layer}.output`, weights, heads * headDim, 'attended')
  }

  async function down(layer: number): Promise<Linear<Activation>> {
    const weights = await read(layer, 'down', hidden, intermediate)
    if (precision.turned) transformRowBlocks(weights, intermediate, hadamardWidth(hidden))
    return store(`layers.${layer}.down`, weights, intermediate, 'free')
  }

  const blocks: BlockWeights<Activation>[] = []
  for (let layer = 0; layer < layers; layer += 1) {
    const gains = await gain(
      `model.layers.${layer}.post_attention_layernorm.weight`,
      `layers.${layer}.post_attention_layernorm.delta`
    )
    const gate = await read(layer, 'gate', intermediate, hidden)
    const up = await read(layer, 'up', intermediate, hidden)
    blocks.push({
      projections: await projections(layer),
      output: await output(layer),
      gate: await behindNorm(`layers.${layer}.gate`, gate, gains),
      up: await behindNorm(`layers.${layer}.up`, up, gains),
      down: await down(layer)
    })
  }
  const finalGain = await storeFloats(
    data,
    `${prefix}.final_gain`,
    [hidden],
    await gain('model.norm.weight', 'norm.delta')
  )
  return { ...shared, blocks, finalGain }
}

/** Angles position · θ^(−2i/d) in radians (RoFormer, arXiv 2104.09864, section 3.2.2), [window, headDim / 2]. */
function rotaryAngles({ window, headDim, ropeTheta }: Architecture): Float64Array {
  const half = headDim / 2
  return Float64Array.from(
    { length: window * half },
    (_, at) => Math.floor(at / half) * ropeTheta ** (-(at % half) / half)
  )
}
