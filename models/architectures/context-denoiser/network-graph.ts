/**
 * The network as an ONNX graph over rows [alternatives, rows]; README.md says what it computes.
 *
 * There are two graphs of the same shape: `context` (base weights, causal; gives its keys and values back)
 * and `canvas` (adapted weights; every row sees all rows of its alternative). Both attend to cached keys and values as well;
 * attention-graph.ts.
 */
import { OnnxGraph } from '../../formats/onnx-graph'
import { elementTypes } from '../../formats/onnx-schema'
import { outputIds, type Architecture } from './architecture'
import { attention, attentionInputs, type GraphKind, type Layer } from './attention-graph'
import { turnRows } from './hadamard'
import type { BlockWeights, NetworkWeights } from './network-weights'
import { useTensor, type Precision } from './precision'

/**
 * Candidates that a head row gives back. Of 64 of them, what is drawn has fewer rare words than an author's text; these make up for it, for some
 * hundredths of a call's time (models/training/EXPERIMENTS.md, "How many words a place offers").
 */
export const candidateCount = ({ vocabularySize, bannedIds }: Architecture): number =>
  Math.min(768, vocabularySize - bannedIds.length - 1)

/**
 * Inputs: `ids` and `positions` [alternatives, rows]; `past_keys_i` and `past_values_i` [1, kvHeads, past, headDim] a
 * layer, past ≥ 1; `bias` [alternatives, 1, rows, past + own] in the context graph, [1, past + rows] in
 * the canvas graph; `head_rows` [heads], flat row numbers; `targets` [heads, 1], indices into `outputIds`.
 * Outputs a head row: `candidates` and `candidate_logits` [heads, 768], best first; over the columns of `outputIds` the
 * `best_probability` and `mean_logit` Σ p z; `pad_logit`; `target_logit`; each of them [heads, 1].
 * Context only: inputs `tail_keys_i` and `tail_values_i` [kvHeads, alternatives, own, headDim], the
 * rest of the past of each alternative, zeros behind it, and `places` [1, alternatives, own, rows], 1 where a row's own key goes; outputs
 * `layer_i.keys` and `layer_i.values` of these rows alone, laid out like the tail.
 */
export function networkGraph<Activation>(
  kind: GraphKind,
  architecture: Architecture,
  weights: NetworkWeights<Activation>,
  precision: Precision<Activation>
): OnnxGraph {
  const graph = new OnnxGraph(kind)
  const ids = graph.input('ids', 'int64', ['alternatives', 'rows'])
  const inputs = attentionInputs(graph, kind, architecture, weights, ids)
  const ones = graph.floats(new Float32Array(architecture.hidden).fill(1), [architecture.hidden])
  const flatIds = graph.node('Reshape', 'flat_ids', [ids, graph.integers([-1])])
  let rows = precision.lookUp(graph, 'embedded', weights.embedding, flatIds)
  let branch: string | undefined
  weights.blocks.forEach((block, index) => {
    const layer = { graph, architecture, precision, index }
    const first = normalise(layer, 'input_norm', rows, branch, ones)
    const attended = attention(layer, inputs, block, first.normalised)
    const second = normalise(layer, 'post_norm', first.sum, attended, ones)
    rows = second.sum
    branch = feedForward(layer, block, second.normalised)
  })
  if (branch !== undefined) rows = graph.node('Add', 'last_rows', [rows, branch])
  head(graph, architecture, weights, precision, rows)
  return graph
}

/** Root-mean-square norm of rows + branch, and that sum for the residual path. */
function normalise<Activation>(
  { graph, architecture, index }: Layer<Activation>,
  part: string,
  rows: string,
  branch: string | undefined,
  gain: string
): { readonly normalised: string; readonly sum: string } {
  const attributes = { epsilon: { float: architecture.rmsNormEpsilon } }
  const normalised = `layer_${index}.${part}`
  if (branch === undefined) {
    graph.node('SimplifiedLayerNormalization', normalised, [rows, gain], {
      attributes: { ...attributes, axis: { int: -1 } }
    })
    return { normalised, sum: rows }
  }
  const sum = `${normalised}.sum`
  graph.nodeWithOutputs('SkipSimplifiedLayerNormalization', [normalised, '', '', sum], [rows, branch, gain], {
    attributes,
    domain: 'com.microsoft'
  })
  return { normalised, sum }
}

function feedForward<Activation>(
  { graph, architecture, precision, index }: Layer<Activation>,
  block: BlockWeights<Activation>,
  normalised: string
): string {
  const name = `layer_${index}`
  const { hidden, intermediate } = architecture
  const input = precision.activation(graph, `${name}.mlp_input`, normalised, hidden, 'normalised')
  const gate = block.gate.apply(graph, `${name}.gate`, input)
  const up = block.up.apply(graph, `${name}.up`, input)
  const sigmoid = graph.node('Sigmoid', `${name}.sigmoid`, [gate])
  const silu = graph.node('Mul', `${name}.silu`, [gate, sigmoid])
  const gated = graph.node('Mul', `${name}.gated`, [silu, up])
  return block.down.apply(
    graph,
    `${name}.mlp`,
    precision.activation(graph, `${name}.down_input`, gated, intermediate, 'free')
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
  const gathered = graph.node('Gather', 'asked_rows', [rows, headRows])
  const asked = precision.turned ? turnRows(graph, 'asked_rows', gathered, architecture.hidden) : gathered
  const normalised = graph.node(
    'SimplifiedLayerNormalization',
    'final_norm',
    [asked, useTensor(graph, weights.finalGain)],
    { attributes: { epsilon: { float: architecture.rmsNormEpsilon }, axis: { int: -1 } } }
  )
  const logits = weights.head.apply(
    graph,
    'logits',
    precision.activation(graph, 'head_input', normalised, architecture.hidden, 'free')
  )
  const count = candidateCount(architecture)
  const columns = outputIds(architecture).length
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
  // A sum as a product with ones: ReduceSum adds in an order that depends on where a row starts in memory.
  const ones = graph.node('Expand', 'column_ones', [graph.number(1), graph.integers([columns, 1])])
  graph.node('MatMul', 'mean_logit', [weightedLogits, ones])
  const padProducts = graph.node('Mul', 'pad_products', [normalised, useTensor(graph, weights.padOutput)])
  graph.node('ReduceSum', 'pad_logit', [padProducts, graph.integers([-1])])
  graph.node('GatherElements', 'target_logit', [logits, targets], alongColumns)
  graph.output('candidates', 'int32', ['heads', count])
  graph.output('candidate_logits', 'float32', ['heads', count])
  for (const name of ['best_probability', 'mean_logit', 'pad_logit', 'target_logit']) {
    graph.output(name, 'float32', ['heads', 1])
  }
}
