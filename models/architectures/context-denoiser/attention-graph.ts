/**
 * Attention of rows to cached keys and values and to each other, as ONNX nodes.
 *
 * Scores to the past and to the present are computed apart and joined for the softmax: rows of several alternatives share one
 * past without copies, and the sums of an alternative never run over what belongs to another.
 *
 * In the context graph the present of an alternative is a tail that was read before and the rows behind it, put in their places by
 * products with zeros and ones. What stands behind a row has a share of exactly zero, so a row gives the same bits whichever
 * rows are read with it, as long as its past ends at the same place. Only what is new is given back: nothing of the length of the
 * context leaves the graph.
 */
import type { OnnxGraph } from '../../formats/onnx-graph'
import type { Architecture } from './architecture'
import type { BlockWeights, SharedWeights } from './network-weights'
import { useTensor, type Precision } from './precision'

export type GraphKind = 'context' | 'canvas'

export interface Layer<Activation> {
  readonly graph: OnnxGraph
  readonly architecture: Architecture
  readonly precision: Precision<Activation>
  readonly index: number
}

/** Values that the attentions of all layers use. */
export interface AttentionInputs {
  readonly positions: string
  readonly cosines: string
  readonly sines: string
  /** [alternatives, rows, −1] */
  readonly rowShape: string
  /** [alternatives, rows, kvHeads, heads / kvHeads, headDim] */
  readonly queryShape: string
  /** [alternatives, rows, kvHeads, headDim] */
  readonly keyShape: string
  /** [kvHeads, alternatives, heads / kvHeads · rows, −1] */
  readonly ownShape: string
  /** [kvHeads, alternatives, heads / kvHeads, rows, headDim] */
  readonly attendedShape: string
  /** [past keys, own keys] */
  readonly scoreParts: string
  /** Added to all scores: [alternatives · heads / kvHeads · rows, keys] in the context graph, [1, keys] in the canvas graph. */
  readonly bias: string
  /** Context graph: 1 where a row stands among the own keys, [1, alternatives, own, rows]. */
  readonly places: string | undefined
}

/** Queries of the rows, and keys and values that they see besides the past; the latter two laid out as in the cache, alternatives apart. */
interface Projected {
  /** [kvHeads, alternatives, heads / kvHeads, rows, headDim] */
  readonly queries: string
  /** [kvHeads, alternatives, own, headDim] each */
  readonly keys: string
  readonly values: string
}

/** Declares the inputs of the attention: positions, past keys and values of all layers, bias. `ids` [alternatives, rows]. */
export function attentionInputs<Activation>(
  graph: OnnxGraph,
  kind: GraphKind,
  { layers, heads, kvHeads, headDim }: Architecture,
  weights: SharedWeights<Activation>,
  ids: string
): AttentionInputs {
  const positions = graph.input('positions', 'int64', ['alternatives', 'rows'])
  for (let layer = 0; layer < layers; layer += 1) {
    graph.input(`past_keys_${layer}`, 'float32', [1, kvHeads, 'past', headDim])
    graph.input(`past_values_${layer}`, 'float32', [1, kvHeads, 'past', headDim])
    if (kind === 'context') {
      graph.input(`tail_keys_${layer}`, 'float32', [kvHeads, 'alternatives', 'own', headDim])
      graph.input(`tail_values_${layer}`, 'float32', [kvHeads, 'alternatives', 'own', headDim])
    }
  }
  const group = heads / kvHeads
  const size = graph.node('Shape', 'row_size', [ids])
  const alternatives = graph.node('Gather', 'alternative_count', [size, graph.integers([0])])
  const rows = graph.node('Gather', 'row_count', [size, graph.integers([1])])
  const pastSize = graph.node('Shape', 'past_size', ['past_values_0'])
  const past = graph.node('Gather', 'past_count', [pastSize, graph.integers([2])])
  const groupRows = graph.node('Mul', 'group_rows', [rows, graph.integers([group])])
  const places =
    kind === 'context' ? graph.input('places', 'float32', [1, 'alternatives', 'own', 'rows']) : undefined
  const own =
    places === undefined
      ? rows
      : graph.node('Gather', 'own_count', [graph.node('Shape', 'places_size', [places]), graph.integers([2])])
  const join = (name: string, parts: string[]): string =>
    graph.node('Concat', name, parts, { attributes: { axis: { int: 0 } } })
  return {
    positions,
    cosines: useTensor(graph, weights.cosines),
    sines: useTensor(graph, weights.sines),
    rowShape: join('row_shape', [size, graph.integers([-1])]),
    queryShape: join('query_shape', [size, graph.integers([kvHeads, group, headDim])]),
    keyShape: join('key_shape', [size, graph.integers([kvHeads, headDim])]),
    ownShape: join('own_shape', [graph.integers([kvHeads]), alternatives, groupRows, graph.integers([-1])]),
    attendedShape: join('attended_shape', [
      graph.integers([kvHeads]),
      alternatives,
      graph.integers([group]),
      rows,
      graph.integers([headDim])
    ]),
    scoreParts: join('score_parts', [past, own]),
    bias: kind === 'context' ? groupBias(graph, group) : graph.input('bias', 'float32', [1, 'keys']),
    places
  }
}

/** Queries of a group lie one after the other, so that each row's bias is repeated for every head of a group. */
function groupBias(graph: OnnxGraph, group: number): string {
  const bias = graph.input('bias', 'float32', ['alternatives', 1, 'rows', 'keys'])
  const repeated = graph.node('Concat', 'group_bias', Array<string>(group).fill(bias), {
    attributes: { axis: { int: 1 } }
  })
  return graph.node('Flatten', 'row_bias', [repeated], { attributes: { axis: { int: 3 } } })
}

/** The attention of one layer over normalised rows [alternatives · rows, hidden]; gives rows of the same shape. */
export function attention<Activation>(
  layer: Layer<Activation>,
  inputs: AttentionInputs,
  block: BlockWeights<Activation>,
  normalised: string
): string {
  const { graph, architecture, precision, index } = layer
  const { heads, headDim } = architecture
  const name = `layer_${index}`
  const attended = attend(layer, inputs, project(layer, inputs, block, normalised))
  const split = graph.node('Reshape', `${name}.split_attended`, [attended, inputs.attendedShape])
  const perRow = transpose(graph, `${name}.attended_rows`, split, [1, 3, 0, 2, 4])
  const flat = graph.node('Reshape', `${name}.flat_attended`, [perRow, graph.integers([-1, heads * headDim])])
  return block.output.apply(
    graph,
    `${name}.attention`,
    precision.activation(graph, `${name}.output_input`, flat, heads * headDim, 'attended')
  )
}

const transpose = (graph: OnnxGraph, name: string, from: string, permutation: number[]): string =>
  graph.node('Transpose', name, [from], { attributes: { perm: { ints: permutation } } })

const lastAxis = { attributes: { axis: { int: -1 } } }

function project<Activation>(
  { graph, architecture, precision, index }: Layer<Activation>,
  { positions, cosines, sines, rowShape, queryShape, keyShape, places }: AttentionInputs,
  block: BlockWeights<Activation>,
  normalised: string
): Projected {
  const { heads, kvHeads, headDim, hidden } = architecture
  const name = `layer_${index}`
  const input = precision.activation(graph, `${name}.attention_input`, normalised, hidden, 'normalised')
  const joint = block.projections.apply(graph, `${name}.projections`, input)
  const [turning, values] = [`${name}.flat_turning`, `${name}.flat_values`]
  graph.nodeWithOutputs(
    'Split',
    [turning, values],
    [joint, graph.integers([(heads + kvHeads) * headDim, kvHeads * headDim])],
    lastAxis
  )
  const rows = graph.node('Reshape', `${name}.turning_rows`, [turning, rowShape])
  const rotated = graph.node('RotaryEmbedding', `${name}.rotated`, [rows, positions, cosines, sines], {
    attributes: { num_heads: { int: heads + kvHeads } },
    domain: 'com.microsoft'
  })
  const [queries, keys] = [`${name}.flat_queries`, `${name}.flat_keys`]
  graph.nodeWithOutputs(
    'Split',
    [queries, keys],
    [rotated, graph.integers([heads * headDim, kvHeads * headDim])],
    lastAxis
  )
  const perHead = (part: string, flat: string, shape: string, permutation: number[]): string =>
    transpose(
      graph,
      `${name}.${part}`,
      graph.node('Reshape', `${name}.split_${part}`, [flat, shape]),
      permutation
    )
  const projectedQueries = perHead('queries', queries, queryShape, [2, 0, 3, 1, 4])
  if (places === undefined) {
    return {
      queries: projectedQueries,
      keys: perHead('keys', keys, keyShape, [2, 0, 1, 3]),
      values: perHead('values', values, keyShape, [2, 0, 1, 3])
    }
  }
  const layer = { graph, architecture, precision, index }
  return {
    queries: projectedQueries,
    keys: behindTail(layer, places, 'keys', perHead('keys', keys, keyShape, [2, 0, 1, 3])),
    values: behindTail(layer, places, 'values', perHead('values', values, keyShape, [2, 0, 1, 3]))
  }
}

/** In the context graph: gives keys and values of the rows back, and puts them behind those of the tail. */
function behindTail<Activation>(
  { graph, architecture: { kvHeads, headDim }, index }: Layer<Activation>,
  places: string,
  part: 'keys' | 'values',
  rows: string
): string {
  graph.output(rows, 'float32', [kvHeads, 'alternatives', 'rows', headDim])
  const placed = graph.node('MatMul', `layer_${index}.placed_${part}`, [places, rows])
  return graph.node('Add', `layer_${index}.own_${part}`, [placed, `tail_${part}_${index}`])
}

function attend<Activation>(
  { graph, architecture, index }: Layer<Activation>,
  { bias, ownShape, scoreParts }: AttentionInputs,
  { queries, keys, values }: Projected
): string {
  const { kvHeads, headDim } = architecture
  const name = `layer_${index}`
  const node = (operator: string, part: string, from: string[]): string =>
    graph.node(operator, `${name}.${part}`, from)
  // To the cache, all alternatives are rows of one: it is read once for all of them.
  const together = (part: string, from: string, width: number): string =>
    node('Reshape', part, [from, graph.integers([1, kvHeads, -1, width])])

  // Keys lie a row after the other, as they are cached: the runtime joins a transposition and the product behind it.
  const turned = (part: string, rows: string): string =>
    transpose(graph, `${name}.${part}`, rows, [0, 1, 3, 2])
  const pastScores = node('MatMul', 'past_scores', [
    together('all_queries', queries, headDim),
    turned('turned_past_keys', `past_keys_${index}`)
  ])
  const ownScores = node('MatMul', 'own_scores', [
    node('Reshape', 'own_queries', [queries, ownShape]),
    turned('turned_keys', keys)
  ])
  const scoreShape = graph.integers([1, kvHeads, -1, 0])
  const freeScores = graph.node(
    'Concat',
    `${name}.free_scores`,
    [pastScores, node('Reshape', 'own_scores_together', [ownScores, scoreShape])],
    lastAxis
  )
  const scores = node('Add', 'scores', [freeScores, bias])
  const shares = graph.node('Softmax', `${name}.shares`, [scores], lastAxis)
  const [pastShares, ownShares] = [`${name}.past_shares`, `${name}.own_shares`]
  graph.nodeWithOutputs('Split', [pastShares, ownShares], [shares, scoreParts], lastAxis)
  const ownAttended = node('MatMul', 'own_attended', [
    node('Reshape', 'own_shares_apart', [ownShares, ownShape]),
    values
  ])
  return node('Add', 'attended', [
    node('MatMul', 'past_attended', [pastShares, `past_values_${index}`]),
    together('own_attended_together', ownAttended, headDim)
  ])
}
