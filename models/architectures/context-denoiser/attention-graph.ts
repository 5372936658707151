/**
 * Attention of rows to cached keys and values and to each other, as ONNX nodes.
 *
 * Scores to the past and to the present are computed apart and joined for the softmax: rows of several alternatives share one
 * past without copies, and the sums of an alternative never run over what belongs to another.
 *
 * The present of an alternative is its tail, keys and values that are known already, and the rows of the call, put in their places among
 * them. What a row does not see has a share of exactly zero, so a row gives the same bits whichever
 * rows are computed with it, as long as its past ends at the same place. Only what is new is given back: nothing of the length of the
 * context leaves the graph. Keys and values lie row by row, as they are computed; the runtime joins a transposition and the product behind it.
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
  /** [alternatives, own, kvHeads · headDim] */
  readonly tailShape: string
  /** [alternatives, own, kvHeads, headDim] */
  readonly keyShape: string
  /** The heads of a group have the same keys: [kvHeads, alternatives, 1, own, headDim]. */
  readonly groupKeyShape: string
  /** [kvHeads, alternatives, heads / kvHeads, rows, own] */
  readonly ownShape: string
  /** [kvHeads, alternatives, heads / kvHeads, rows, headDim] */
  readonly attendedShape: string
  /** [kvHeads, alternatives · heads / kvHeads · rows, −1] */
  readonly scoreShape: string
  /** [past keys, own keys] */
  readonly scoreParts: string
  /** Added to all scores: [alternatives · heads / kvHeads · rows, keys] in the context graph, [1, keys] in the canvas graph. */
  readonly bias: string
  /** Of each row its alternative and its place among the own keys, [alternatives, rows, 2]. */
  readonly places: string
  /** Keys and values of each layer that are known already, anything in the places of the rows: [1, alternatives, own, kvHeads · headDim]. */
  readonly tails: readonly { readonly keys: string; readonly values: string }[]
}

/** Queries, keys and values of the rows: [alternatives, rows, heads · headDim], and kvHeads · headDim. */
export interface Projected {
  readonly queries: string
  readonly keys: string
  readonly values: string
}

/** Declares the inputs of the attention: positions, past keys and values of all layers, tail, places, bias. `ids` [alternatives, rows]. */
export function attentionInputs<Activation>(
  graph: OnnxGraph,
  kind: GraphKind,
  { layers, heads, kvHeads, headDim }: Architecture,
  weights: SharedWeights<Activation>,
  ids: string
): AttentionInputs {
  const positions = graph.input('positions', 'int64', ['alternatives', 'rows'])
  for (let layer = 0; layer < layers; layer += 1) {
    graph.input(`past_keys_${layer}`, 'float32', ['past', kvHeads, headDim])
    graph.input(`past_values_${layer}`, 'float32', ['past', kvHeads, headDim])
  }
  const tail = graph.input('tail', 'float32', [2 * layers, 'alternatives', 'own', kvHeads * headDim])
  const places = graph.input('places', 'int64', ['alternatives', 'rows', 2])
  const tails = Array.from({ length: layers }, (_, layer) => ({
    keys: `tail_keys_${layer}`,
    values: `tail_values_${layer}`
  }))
  graph.nodeWithOutputs(
    'Split',
    tails.flatMap(({ keys, values }) => [keys, values]),
    [tail],
    { attributes: { axis: { int: 0 }, num_outputs: { int: 2 * layers } } }
  )
  const group = heads / kvHeads
  const sizeOf = (name: string, of: string, axis: number): string =>
    graph.node('Gather', name, [graph.node('Shape', `${name}.shape`, [of]), graph.integers([axis])])
  const alternatives = sizeOf('alternative_count', ids, 0)
  const rows = sizeOf('row_count', ids, 1)
  const past = sizeOf('past_count', 'past_values_0', 0)
  const own = sizeOf('own_count', tail, 2)
  const groupRows = graph.node('Mul', 'group_rows', [
    graph.node('Mul', 'all_rows', [rows, alternatives]),
    graph.integers([group])
  ])
  const join = (name: string, parts: string[]): string =>
    graph.node('Concat', name, parts, { attributes: { axis: { int: 0 } } })
  return {
    positions,
    cosines: useTensor(graph, weights.cosines),
    sines: useTensor(graph, weights.sines),
    rowShape: join('row_shape', [alternatives, rows, graph.integers([-1])]),
    queryShape: join('query_shape', [alternatives, rows, graph.integers([kvHeads, group, headDim])]),
    tailShape: join('tail_shape', [alternatives, own, graph.integers([kvHeads * headDim])]),
    keyShape: join('key_shape', [alternatives, own, graph.integers([kvHeads, headDim])]),
    groupKeyShape: join('group_key_shape', [
      graph.integers([kvHeads]),
      alternatives,
      graph.integers([1]),
      own,
      graph.integers([headDim])
    ]),
    ownShape: join('own_shape', [
      graph.integers([kvHeads]),
      alternatives,
      graph.integers([group]),
      rows,
      own
    ]),
    attendedShape: join('attended_shape', [
      graph.integers([kvHeads]),
      alternatives,
      graph.integers([group]),
      rows,
      graph.integers([headDim])
    ]),
    scoreShape: join('score_shape', [graph.integers([kvHeads]), groupRows, graph.integers([-1])]),
    scoreParts: join('score_parts', [past, own]),
    bias: kind === 'context' ? groupBias(graph, group) : graph.input('bias', 'float32', [1, 'keys']),
    places,
    tails
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

/** The attention of one layer; gives rows [alternatives · rows, hidden]. */
export function attention<Activation>(
  layer: Layer<Activation>,
  inputs: AttentionInputs,
  block: BlockWeights<Activation>,
  projected: Projected
): string {
  const { graph, architecture, precision, index } = layer
  const { heads, headDim } = architecture
  const name = `layer_${index}`
  const split = graph.node('Reshape', `${name}.split_attended`, [
    attend(layer, inputs, projected),
    inputs.attendedShape
  ])
  const perRow = transpose(graph, `${name}.attended_rows`, split, [1, 3, 0, 2, 4])
  const flat = graph.node('Reshape', `${name}.flat_attended`, [perRow, graph.integers([-1, heads * headDim])])
  const input = precision.activation(graph, `${name}.output_input`, flat, heads * headDim, 'attended')
  return block.output.apply(graph, `${name}.attention`, input)
}

const transpose = (graph: OnnxGraph, name: string, from: string, permutation: number[]): string =>
  graph.node('Transpose', name, [from], { attributes: { perm: { ints: permutation } } })

const lastAxis = { attributes: { axis: { int: -1 } } }

/** What the attention of one layer needs of its normalised rows [alternatives · rows, hidden]. */
export function project<Activation>(
  { graph, architecture, precision, index }: Layer<Activation>,
  { positions, cosines, sines, rowShape }: AttentionInputs,
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
  const [queries, keys] = [`${name}.queries`, `${name}.keys`]
  graph.nodeWithOutputs(
    'Split',
    [queries, keys],
    [rotated, graph.integers([heads * headDim, kvHeads * headDim])],
    lastAxis
  )
  return { queries, keys, values: graph.node('Reshape', `${name}.values`, [values, rowShape]) }
}

/** Puts keys or values of the rows [alternatives, rows, kvHeads · headDim] among those of the tail; gives [kvHeads, alternatives, 1, own, headDim]. */
function amongOwn<Activation>(
  { graph, index }: Layer<Activation>,
  { places, tails, tailShape, keyShape, groupKeyShape }: AttentionInputs,
  part: 'keys' | 'values',
  rows: string
): string {
  const name = `layer_${index}`
  const known = graph.node('Reshape', `${name}.known_${part}`, [tails[index]![part], tailShape])
  const own = graph.node('ScatterND', `${name}.flat_own_${part}`, [known, places, rows])
  const split = graph.node('Reshape', `${name}.split_own_${part}`, [own, keyShape])
  // In two steps: without the reshape the runtime would join this with the keys' next transposition, and move them number by number.
  const perHead = transpose(graph, `${name}.head_own_${part}`, split, [2, 0, 1, 3])
  return graph.node('Reshape', `${name}.own_${part}`, [perHead, groupKeyShape])
}

function attend<Activation>(layer: Layer<Activation>, inputs: AttentionInputs, projected: Projected): string {
  const { graph, index } = layer
  const { bias, queryShape, ownShape, scoreShape, scoreParts } = inputs
  const name = `layer_${index}`
  const node = (operator: string, part: string, from: string[]): string =>
    graph.node(operator, `${name}.${part}`, from)
  // To the cache, all alternatives are rows of one: it is read once for all of them.
  const together = (part: string, from: string): string => node('Reshape', part, [from, scoreShape])

  const queries = transpose(
    graph,
    `${name}.turned_queries`,
    node('Reshape', 'split_queries', [projected.queries, queryShape]),
    [2, 0, 3, 1, 4]
  )
  const keys = amongOwn(layer, inputs, 'keys', projected.keys)
  const values = amongOwn(layer, inputs, 'values', projected.values)
  const pastScores = node('MatMul', 'past_scores', [
    together('all_queries', queries),
    transpose(graph, `${name}.past_keys`, `past_keys_${index}`, [1, 2, 0])
  ])
  const ownScores = node('MatMul', 'own_scores', [
    queries,
    transpose(graph, `${name}.turned_own_keys`, keys, [0, 1, 2, 4, 3])
  ])
  const freeScores = graph.node(
    'Concat',
    `${name}.free_scores`,
    [pastScores, together('own_scores_together', ownScores)],
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
    node('MatMul', 'past_attended', [
      pastShares,
      transpose(graph, `${name}.past_values`, `past_values_${index}`, [1, 0, 2])
    ]),
    together('own_attended_together', ownAttended)
  ])
}
