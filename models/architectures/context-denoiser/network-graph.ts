/**
 * The network as an ONNX graph over rows [alternatives, rows]; README.md says what it computes.
 *
 * There are two graphs of the same shape: `context` (base weights, causal; gives its keys and values back)
 * and `canvas` (adapted weights; every row sees all rows of its alternative). Both attend to cached keys and values as well;
 * attention-graph.ts.
 */
import { OnnxGraph, type ValueDescription } from '../../formats/onnx-graph'
import { elementTypes } from '../../formats/onnx-schema'
import { outputIds, type Architecture } from './architecture'
import { attention, attentionInputs, project, type GraphKind, type Layer } from './attention-graph'
import { turnRows } from './hadamard'
import type { BlockWeights, NetworkWeights } from './network-weights'
import { useTensor, type Precision } from './precision'

/**
 * Candidates that a head row gives back, where all are wanted. Of 64 of them, what is drawn has fewer rare words than an author's text; these
 * make up for it, for some hundredths of a call's time (models/training/EXPERIMENTS.md, "How many words a place offers").
 */
export const candidateCount = ({ vocabularySize, bannedIds }: Architecture): number =>
  Math.min(768, vocabularySize - bannedIds.length - 1)

/**
 * Inputs: `ids` and `positions` [alternatives, rows]; `past_keys_i` and `past_values_i` [past, kvHeads, headDim] a
 * layer, past ≥ 1; `tail` [2 · layers, alternatives, own, kvHeads · headDim], keys and values of each layer that an alternative sees besides and
 * that are known already, anything where those of its rows go; `places` [alternatives, rows, 2], where they go: the alternative and the place; `bias`
 * [alternatives, 1, rows, past + own] in the context graph, [1, past + own] in the canvas graph; `head_rows` [heads], flat row numbers;
 * `targets` [heads, 1], indices into `outputIds`; `candidate_count` [1], in the context graph 0 where nothing is to be said of any row, which saves
 * most of the last layer and the head: then the outputs of head rows are empty.
 * Outputs a head row: `candidates` and `candidate_logits` [heads, candidate_count], best first; over the columns of `outputIds` the
 * `best_probability` and `mean_logit` Σ p z; `pad_logit`; `target_logit`; each of them [heads, 1]. And
 * `row_keys_and_values` [2 · layers · alternatives, rows, kvHeads · headDim], those of the rows, in the order of the tail.
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
  const count = graph.input('candidate_count', 'int64', [1])
  const headRows = graph.input('head_rows', 'int64', ['heads'])
  const given: string[] = []
  let residual: Residual = { rows: precision.lookUp(graph, 'embedded', weights.embedding, flatIds) }
  weights.blocks.forEach((block, index) => {
    const layer = { graph, architecture, precision, index }
    const first = normalise(layer, 'input_norm', residual, ones)
    const projected = project(layer, inputs, block, first.normalised)
    given.push(projected.keys, projected.values)
    const rest = (pick: (name: string, rows: string) => string): Residual => {
      const attended = { rows: first.sum, branch: attention(layer, inputs, block, projected) }
      const picked = { rows: pick('rows', attended.rows), branch: pick('attended', attended.branch) }
      const second = normalise(layer, 'post_norm', picked, ones)
      return { rows: second.sum, branch: feedForward(layer, block, second.normalised) }
    }
    if (index + 1 < weights.blocks.length) {
      residual = rest((_, rows) => rows)
      return
    }
    const pickHeads = (name: string, rows: string): string =>
      graph.node('Gather', `picked_${name}`, [rows, headRows])
    outputHeads(graph, kind, count, () => {
      const { rows, branch } = rest(pickHeads)
      const last = graph.node('Add', 'last_rows', [rows, branch!])
      return head(graph, architecture, weights, precision, last, count)
    })
  })
  graph.node('Concat', rowOutput, given, { attributes: { axis: { int: 0 } } })
  const { kvHeads, headDim } = architecture
  graph.output(rowOutput, 'float32', ['parts', 'rows', kvHeads * headDim])
  return graph
}

/** What the graphs give of each row: its keys and values. */
export const rowOutput = 'row_keys_and_values'

/** Hidden states before what a part of a layer adds to them. */
interface Residual {
  readonly rows: string
  readonly branch?: string
}

/** Root-mean-square norm of rows + branch, and that sum for the residual path. */
function normalise<Activation>(
  { graph, architecture, index }: Layer<Activation>,
  part: string,
  { rows, branch }: Residual,
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

/** What the graphs give of each head row. */
export const headOutputs = [
  { name: 'candidates', type: 'int32', dimensions: ['heads', 'candidates'] },
  { name: 'candidate_logits', type: 'float32', dimensions: ['heads', 'candidates'] },
  ...['best_probability', 'mean_logit', 'pad_logit', 'target_logit'].map((name) => ({
    name,
    type: 'float32' as const,
    dimensions: ['heads', 1]
  }))
] as const satisfies readonly ValueDescription[]

/**
 * Makes outputs of what `say` gives. In the context graph it is computed only where candidates are wanted, as most calls only read; a canvas is
 * always asked something, and its head is a little slower behind a condition.
 */
function outputHeads(graph: OnnxGraph, kind: GraphKind, count: string, say: () => readonly string[]): void {
  if (kind === 'context') {
    const none = graph.floats(new Float32Array(), [0, 1])
    graph.either(graph.node('Greater', 'says', [count, graph.integers([0])]), headOutputs, say, () =>
      headOutputs.map(({ name, type }) =>
        graph.node('Cast', `no.${name}`, [none], { attributes: { to: { int: elementTypes[type] } } })
      )
    )
  } else {
    say().forEach((name, index) => graph.node('Identity', headOutputs[index]!.name, [name]))
  }
  headOutputs.forEach(({ name, type, dimensions }) => graph.output(name, type, dimensions))
}

/**
 * Output head of rows, down to what a sampler needs: the whole vocabulary never leaves the graph. Gives `headOutputs`, the best `count` candidates
 * of each row.
 */
function head<Activation>(
  graph: OnnxGraph,
  architecture: Architecture,
  weights: NetworkWeights<Activation>,
  precision: Precision<Activation>,
  rows: string,
  count: string
): string[] {
  const targets = graph.input('targets', 'int64', ['heads', 1])
  const asked = precision.turned ? turnRows(graph, 'asked_rows', rows, architecture.hidden) : rows
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
  const columns = outputIds(architecture).length
  graph.nodeWithOutputs('TopK', ['head.logits', 'head.columns'], [logits, count])
  const bestColumn = graph.node('Gather', 'head.best_column', ['head.columns', graph.integers([0])], {
    attributes: { axis: { int: 1 } }
  })
  const alongColumns = { attributes: { axis: { int: 1 } } }
  const probabilities = graph.node('Softmax', 'head.probabilities', [logits], {
    attributes: { axis: { int: -1 } }
  })
  const weightedLogits = graph.node('Mul', 'head.weighted_logits', [probabilities, logits])
  // A sum as a product with ones: ReduceSum adds in an order that depends on where a row starts in memory.
  const ones = graph.node('Expand', 'head.column_ones', [graph.number(1), graph.integers([columns, 1])])
  const padProducts = graph.node('Mul', 'head.pad_products', [
    normalised,
    useTensor(graph, weights.padOutput)
  ])
  return [
    graph.node('Cast', 'head.candidates', ['head.columns'], {
      attributes: { to: { int: elementTypes.int32 } }
    }),
    'head.logits',
    graph.node('GatherElements', 'head.best_probability', [probabilities, bestColumn], alongColumns),
    graph.node('MatMul', 'head.mean_logit', [weightedLogits, ones]),
    graph.node('ReduceSum', 'head.pad_logit', [padProducts, graph.integers([-1])]),
    graph.node('GatherElements', 'head.target_logit', [logits, targets], alongColumns)
  ]
}
