/**
 * The network as an ONNX graph over rows [alternatives, rows]; README.md says what it computes.
 *
 * There are two graphs of the same shape: `context` (base weights, causal; gives its keys and values back) and
 * `canvas` (adapted weights; every row sees all rows of its alternative). Both attend to cached keys and values as well;
 * past and present scores are computed apart and joined for the softmax, so that alternatives share one cache
 * without copies and the number of keys of an alternative never depends on how many others run with it.
 */
import { OnnxGraph } from '../../formats/onnx-graph'
import { elementTypes } from '../../formats/onnx-schema'
import type { Architecture } from './architecture'
import type { BlockWeights, NetworkWeights } from './network-weights'
import { useTensor, type Precision, type StoredTensor } from './precision'

export type GraphKind = 'context' | 'canvas'

/** Candidates that a head row gives back. */
export const candidateCount = ({ vocabularySize, bannedIds }: Architecture): number =>
  Math.min(64, vocabularySize - bannedIds.length - 1)

/** Values that all layers use. */
interface Shared {
  readonly positions: string
  readonly cosines: string
  readonly sines: string
  /** [alternatives, rows, −1] */
  readonly rowShape: string
  /** [alternatives, rows, kvHeads, heads / kvHeads, headDim] */
  readonly queryShape: string
  /** [alternatives, rows, kvHeads, headDim] */
  readonly keyShape: string
  /** [alternatives, kvHeads, heads / kvHeads, rows, headDim] */
  readonly attendedShape: string
  /** [past keys, rows] */
  readonly scoreParts: string
  /** Added to all scores: [heads / kvHeads · rows, keys] in the context graph, [1, keys] in the canvas graph. */
  readonly bias: string
}

/**
 * Inputs: `ids` and `positions` [alternatives, rows]; `past_keys_i` [1, kvHeads, headDim, past] and `past_values_i`
 * [1, kvHeads, past, headDim] a layer, past ≥ 1; `bias` [rows, past + rows] in the context graph, [1, past + rows] in the
 * canvas graph; `head_rows` [heads], flat row numbers; `targets` [heads, 1], indices into `outputIds`.
 * Outputs a head row: `candidates` and `candidate_logits` [heads, 64], best first; over the columns of `outputIds` the
 * `best_probability` and `mean_logit` Σ p z; `pad_logit`; `target_logit`; each of them [heads, 1].
 * Context only: `keys_i` and `values_i`, shaped as the past.
 */
export function networkGraph<Activation>(
  kind: GraphKind,
  architecture: Architecture,
  weights: NetworkWeights<Activation>,
  precision: Precision<Activation>
): OnnxGraph {
  const graph = new OnnxGraph(kind)
  const ids = graph.input('ids', 'int64', ['alternatives', 'rows'])
  const shared = sharedValues(graph, kind, architecture, weights, ids)
  const flatIds = graph.node('Reshape', 'flat_ids', [ids, graph.integers([-1])])
  let rows = precision.lookUp(graph, 'embedded', weights.embedding, flatIds)
  let branch: string | undefined
  weights.blocks.forEach((block, layer) => {
    const state = { graph, architecture, precision, shared, name: `layer_${layer}` }
    const first = normalise(state, 'input_norm', rows, branch, block.inputGain)
    const attended = attention(state, layer, kind, block, first.normalised)
    const second = normalise(state, 'post_norm', first.sum, attended, block.postAttentionGain)
    rows = second.sum
    branch = feedForward(state, block, second.normalised)
  })
  if (branch !== undefined) rows = graph.node('Add', 'last_rows', [rows, branch])
  head(graph, architecture, weights, precision, rows)
  return graph
}

interface Layer<Activation> {
  readonly graph: OnnxGraph
  readonly architecture: Architecture
  readonly precision: Precision<Activation>
  readonly shared: Shared
  readonly name: string
}

function sharedValues<Activation>(
  graph: OnnxGraph,
  kind: GraphKind,
  { layers, heads, kvHeads, headDim }: Architecture,
  weights: NetworkWeights<Activation>,
  ids: string
): Shared {
  const positions = graph.input('positions', 'int64', ['alternatives', 'rows'])
  for (let layer = 0; layer < layers; layer += 1) {
    graph.input(`past_keys_${layer}`, 'float32', [1, kvHeads, headDim, 'past'])
    graph.input(`past_values_${layer}`, 'float32', [1, kvHeads, 'past', headDim])
  }
  const group = heads / kvHeads
  const size = graph.node('Shape', 'row_size', [ids])
  const alternatives = graph.node('Gather', 'alternative_count', [size, graph.integers([0])])
  const rows = graph.node('Gather', 'row_count', [size, graph.integers([1])])
  const pastSize = graph.node('Shape', 'past_size', ['past_values_0'])
  const past = graph.node('Gather', 'past_count', [pastSize, graph.integers([2])])
  const join = (name: string, parts: string[]): string =>
    graph.node('Concat', name, parts, { attributes: { axis: { int: 0 } } })
  return {
    positions,
    cosines: useTensor(graph, weights.cosines),
    sines: useTensor(graph, weights.sines),
    rowShape: join('row_shape', [size, graph.integers([-1])]),
    queryShape: join('query_shape', [size, graph.integers([kvHeads, group, headDim])]),
    keyShape: join('key_shape', [size, graph.integers([kvHeads, headDim])]),
    attendedShape: join('attended_shape', [
      alternatives,
      graph.integers([kvHeads, group]),
      rows,
      graph.integers([headDim])
    ]),
    scoreParts: join('score_parts', [past, rows]),
    // Queries of a group lie one after the other, so that each context row's bias is repeated for every head of a group.
    bias:
      kind === 'context'
        ? join('group_bias', Array<string>(group).fill(graph.input('bias', 'float32', ['rows', 'keys'])))
        : graph.input('bias', 'float32', [1, 'keys'])
  }
}

/** Root-mean-square norm of rows + branch, and that sum for the residual path. */
function normalise<Activation>(
  { graph, architecture, name }: Layer<Activation>,
  part: string,
  rows: string,
  branch: string | undefined,
  gain: StoredTensor
): { readonly normalised: string; readonly sum: string } {
  const attributes = { epsilon: { float: architecture.rmsNormEpsilon } }
  const normalised = `${name}.${part}`
  if (branch === undefined) {
    graph.node('SimplifiedLayerNormalization', normalised, [rows, useTensor(graph, gain)], {
      attributes: { ...attributes, axis: { int: -1 } }
    })
    return { normalised, sum: rows }
  }
  const sum = `${normalised}.sum`
  graph.nodeWithOutputs(
    'SkipSimplifiedLayerNormalization',
    [normalised, '', '', sum],
    [rows, branch, useTensor(graph, gain)],
    { attributes, domain: 'com.microsoft' }
  )
  return { normalised, sum }
}

function attention<Activation>(
  layer: Layer<Activation>,
  index: number,
  kind: GraphKind,
  block: BlockWeights<Activation>,
  normalised: string
): string {
  const { graph, architecture, precision, shared, name } = layer
  const { heads, kvHeads, headDim } = architecture
  const input = precision.activation(graph, `${name}.attention_input`, normalised, architecture.hidden)
  const transpose = (value: string, from: string, permutation: number[]): string =>
    graph.node('Transpose', value, [from], { attributes: { perm: { ints: permutation } } })
  const reshape = (value: string, from: string, shape: string): string =>
    graph.node('Reshape', value, [from, shape])

  const scale = graph.number(headDim ** -0.5)
  const flatQueries = graph.node('Mul', `${name}.scaled_queries`, [
    block.query.apply(graph, `${name}.flat_queries`, input),
    scale
  ])
  const rotatedQueries = rotate(layer, `${name}.rotated_queries`, flatQueries, heads)
  const groupedQueries = transpose(
    `${name}.grouped_queries`,
    reshape(`${name}.split_queries`, rotatedQueries, shared.queryShape),
    [0, 2, 3, 1, 4]
  )
  const queries = reshape(`${name}.queries`, groupedQueries, graph.integers([0, kvHeads, -1, headDim]))

  const flatKeys = block.key.apply(graph, `${name}.flat_keys`, input)
  const rotatedKeys = rotate(layer, `${name}.rotated_keys`, flatKeys, kvHeads)
  const keys = transpose(
    `keys_${index}`,
    reshape(`${name}.split_keys`, rotatedKeys, shared.keyShape),
    [0, 2, 3, 1]
  )
  const flatValues = block.value.apply(graph, `${name}.flat_values`, input)
  const values = transpose(
    `values_${index}`,
    reshape(`${name}.split_values`, flatValues, shared.keyShape),
    [0, 2, 1, 3]
  )
  if (kind === 'context') {
    graph.output(keys, 'float32', [1, kvHeads, headDim, 'rows'])
    graph.output(values, 'float32', [1, kvHeads, 'rows', headDim])
  }

  const pastScores = graph.node('MatMul', `${name}.past_scores`, [queries, `past_keys_${index}`])
  const presentScores = graph.node('MatMul', `${name}.present_scores`, [queries, keys])
  const freeScores = graph.node('Concat', `${name}.free_scores`, [pastScores, presentScores], {
    attributes: { axis: { int: -1 } }
  })
  const scores = graph.node('Add', `${name}.scores`, [freeScores, shared.bias])
  const shares = graph.node('Softmax', `${name}.shares`, [scores], { attributes: { axis: { int: -1 } } })
  const [pastShares, presentShares] = [`${name}.past_shares`, `${name}.present_shares`]
  graph.nodeWithOutputs('Split', [pastShares, presentShares], [shares, shared.scoreParts], {
    attributes: { axis: { int: -1 } }
  })
  const attended = graph.node('Add', `${name}.attended`, [
    graph.node('MatMul', `${name}.past_attended`, [pastShares, `past_values_${index}`]),
    graph.node('MatMul', `${name}.present_attended`, [presentShares, values])
  ])
  const perRow = transpose(
    `${name}.attended_rows`,
    reshape(`${name}.split_attended`, attended, shared.attendedShape),
    [0, 3, 1, 2, 4]
  )
  const flat = reshape(`${name}.flat_attended`, perRow, graph.integers([-1, heads * headDim]))
  return block.output.apply(
    graph,
    `${name}.attention`,
    precision.activation(graph, `${name}.output_input`, flat, heads * headDim)
  )
}

/** Rotary embedding of flat heads [alternatives · rows, heads · headDim]; gives [alternatives, rows, heads · headDim]. */
function rotate<Activation>(
  { graph, shared }: Layer<Activation>,
  name: string,
  flat: string,
  heads: number
): string {
  const rows = graph.node('Reshape', `${name}.rows`, [flat, shared.rowShape])
  return graph.node('RotaryEmbedding', name, [rows, shared.positions, shared.cosines, shared.sines], {
    attributes: { num_heads: { int: heads } },
    domain: 'com.microsoft'
  })
}

function feedForward<Activation>(
  { graph, architecture, precision, name }: Layer<Activation>,
  block: BlockWeights<Activation>,
  normalised: string
): string {
  const input = precision.activation(graph, `${name}.mlp_input`, normalised, architecture.hidden)
  const gate = block.gate.apply(graph, `${name}.gate`, input)
  const up = block.up.apply(graph, `${name}.up`, input)
  const sigmoid = graph.node('Sigmoid', `${name}.sigmoid`, [gate])
  const silu = graph.node('Mul', `${name}.silu`, [gate, sigmoid])
  const gated = graph.node('Mul', `${name}.gated`, [silu, up])
  return block.down.apply(
    graph,
    `${name}.mlp`,
    precision.activation(graph, `${name}.down_input`, gated, architecture.intermediate)
  )
}

/** Output head of the rows asked for, down to what a sampler needs: the whole vocabulary never leaves the graph. */
function head<Activation>(
  graph: OnnxGraph,
  architecture: Architecture,
  weights: NetworkWeights<Activation>,
  precision: Precision<Activation>,
  rows: string
): void {
  const headRows = graph.input('head_rows', 'int64', ['heads'])
  const targets = graph.input('targets', 'int64', ['heads', 1])
  const asked = graph.node('Gather', 'asked_rows', [rows, headRows])
  const normalised = graph.node(
    'SimplifiedLayerNormalization',
    'final_norm',
    [asked, useTensor(graph, weights.finalGain)],
    { attributes: { epsilon: { float: architecture.rmsNormEpsilon }, axis: { int: -1 } } }
  )
  const logits = weights.head.apply(
    graph,
    'logits',
    precision.activation(graph, 'head_input', normalised, architecture.hidden)
  )
  const count = candidateCount(architecture)
  graph.nodeWithOutputs('TopK', ['candidate_logits', 'candidate_columns'], [logits, graph.integers([count])])
  graph.node('Cast', 'candidates', ['candidate_columns'], { attributes: { to: { int: elementTypes.int32 } } })
  const bestColumn = graph.node('Gather', 'best_column', ['candidate_columns', graph.integers([0])], {
    attributes: { axis: { int: 1 } }
  })
  const alongColumns = { attributes: { axis: { int: 1 } } }
  const probabilities = graph.node('Softmax', 'probabilities', [logits], {
    attributes: { axis: { int: -1 } }
  })
  graph.node('GatherElements', 'best_probability', [probabilities, bestColumn], alongColumns)
  const weightedLogits = graph.node('Mul', 'weighted_logits', [probabilities, logits])
  graph.node('ReduceSum', 'mean_logit', [weightedLogits, graph.integers([-1])])
  const padProducts = graph.node('Mul', 'pad_products', [normalised, useTensor(graph, weights.padOutput)])
  graph.node('ReduceSum', 'pad_logit', [padProducts, graph.integers([-1])])
  graph.node('GatherElements', 'target_logit', [logits, targets], alongColumns)
  graph.output('candidates', 'int32', ['heads', count])
  graph.output('candidate_logits', 'float32', ['heads', count])
  for (const name of ['best_probability', 'mean_logit', 'pad_logit', 'target_logit']) {
    graph.output(name, 'float32', ['heads', 1])
  }
}
