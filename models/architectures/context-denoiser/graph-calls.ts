import type { GraphSession, TensorValue } from '../../runtime/graph-session'
import type { Architecture } from './architecture'
import { atLeastTwo, causalBias, integers, openBias, pastInputs } from './call-inputs'
import type { HeadRow } from './candidates'
import { rowShape, type CachedRows, type RowShape } from './cached-rows'
import type { KeyValueCache } from './key-value-cache'
import { headOutputs, rowOutput } from './network-graph'
import { Tails, type Tail } from './tails'

/** Rows of one alternative that a call computes. */
export interface CallRows {
  readonly ids: Int32Array
  readonly positions: Int32Array
  /** Rows whose output is wanted, and for each the column whose logit is wanted as well. */
  readonly headRows: readonly number[]
  readonly targetColumns: readonly number[]
}

/** A head row before it is known whether PAD may stand at its position. */
export type RawHeadRow = Omit<HeadRow, 'padLogit'> & { readonly padLogit: number }

/** The fewest rows of a call: the products of a single row are summed in another order than those of several. */
export const fewestRows = 2

const headNames = headOutputs.map(({ name }) => name)

interface CallSizes {
  /** Rows of each alternative that are computed. */
  readonly rows: number
  /** Keys of each alternative that its rows see besides the front. */
  readonly own: number
  readonly candidates: number
}

/** What is computed of one alternative, and what is known of it. */
interface CalledAlternative extends Tail {
  readonly rows: CallRows
  /** Where the rows go among those of the tail and behind them, ascending. */
  readonly places: Int32Array
}

const floats = (value: TensorValue | undefined): Float32Array => {
  if (value?.type !== 'float32')
    throw new TypeError('The graph gave a tensor of another type than it declares.')
  return value.data
}

function readHeads(results: Readonly<Record<string, TensorValue>>, count: number): RawHeadRow[] {
  const columns = results['candidates']
  if (columns?.type !== 'int32')
    throw new TypeError('The graph gave a tensor of another type than it declares.')
  const logits = floats(results['candidate_logits'])
  const [bestProbability, meanLogit, padLogit, targetLogit] = [
    'best_probability',
    'mean_logit',
    'pad_logit',
    'target_logit'
  ].map((name) => floats(results[name])) as [Float32Array, Float32Array, Float32Array, Float32Array]
  const width = logits.length / Math.max(count, 2)
  return Array.from({ length: count }, (_, row) => ({
    columns: columns.data.subarray(row * width, (row + 1) * width),
    logits: logits.subarray(row * width, (row + 1) * width),
    bestProbability: bestProbability[row]!,
    meanLogit: meanLogit[row]!,
    padLogit: padLogit[row]!,
    targetLogit: targetLogit[row]!
  }))
}

/** Rows to read behind a cache. */
export interface Branch {
  readonly rows: CallRows
  readonly past: KeyValueCache
}

export interface ReadBranch {
  /** With the rows that were read, in its tail. */
  readonly cache: KeyValueCache
  /** The head rows asked for. */
  readonly heads: RawHeadRow[]
}

/** Rows of one alternative's canvases to compute anew. */
export interface CanvasCall {
  readonly rows: CallRows
  /** Which of the canvas rows they are, ascending. */
  readonly places: Int32Array
  /** Keys and values of all canvas rows as they were when they were computed last, which the call may overwrite; not needed where all are computed. */
  readonly known: CachedRows | undefined
}

export interface EvaluatedCanvas {
  /** Keys and values of the rows that were computed. */
  readonly rows: CachedRows
  readonly heads: RawHeadRow[]
}

/** What all canvases of a call see. */
export interface CanvasSurroundings {
  /** All of it in its front. */
  readonly past: KeyValueCache
  /** Rows of the past that are not seen. */
  readonly hiddenRows: readonly number[]
  /** Canvas rows of each alternative. */
  readonly own: number
}

/** Calls one of the two graphs of network-graph.ts. */
export class GraphCaller {
  readonly shape: RowShape
  private readonly tails: Tails

  constructor(
    private readonly session: GraphSession,
    architecture: Architecture
  ) {
    this.shape = rowShape(architecture)
    this.tails = new Tails(this.shape)
  }

  /**
   * Reads rows causally with the base weights, those of all branches in one call. Their caches have the same front. What a branch
   * gives depends on its own rows and on where its front ends, and on nothing else.
   * @param candidates of the best that are wanted a head row, at least 1
   */
  async readContext(branches: readonly Branch[], candidates: number): Promise<ReadBranch[]> {
    const { past } = branches[0]!
    const sizes = branches.map((branch) => ({
      tail: branch.past.length - branch.past.frontRows,
      rows: branch.rows.ids.length
    }))
    const alternatives = branches.map(({ rows, past: { tail } }, index) => ({
      rows,
      tail,
      places: rows.ids.map((_, row) => sizes[index]!.tail + row),
      isLent: false
    }))
    const rows = Math.max(fewestRows, ...sizes.map((size) => size.rows))
    const own = Math.max(...sizes.map((size) => size.tail + size.rows))
    const bias = causalBias(past, sizes, rows, own)
    const read = await this.run(past, alternatives, bias, { rows, own, candidates })
    return read.map(({ rows: added, heads }, index) => ({ cache: branches[index]!.past.grown(added), heads }))
  }

  /**
   * Evaluates canvas rows with the adapted weights, those of all alternatives in one call.
   * @param candidates of the best that are wanted a head row, at least 1
   */
  async evaluateCanvas(
    calls: readonly CanvasCall[],
    { past, hiddenRows, own }: CanvasSurroundings,
    candidates: number
  ): Promise<EvaluatedCanvas[]> {
    const rows = Math.max(...calls.map(({ places }) => places.length))
    const alternatives = calls.map((call) => ({
      ...call,
      tail: call.known === undefined ? [] : [call.known],
      isLent: true
    }))
    return this.run(past, alternatives, openBias(own, past, hiddenRows), { rows, own, candidates })
  }

  /** Runs the graph, and takes apart what it gives for each alternative: keys and values of its rows, and the head rows asked for. */
  private async run(
    past: KeyValueCache,
    alternatives: readonly CalledAlternative[],
    bias: TensorValue,
    sizes: CallSizes
  ): Promise<EvaluatedCanvas[]> {
    const asked = alternatives.reduce((sum, { rows }) => sum + rows.headRows.length, 0)
    const candidates = asked === 0 ? 0 : sizes.candidates
    const results = await this.tails.use(alternatives, sizes.own, (tails) => {
      const feeds = { ...this.inputs(past, alternatives, tails, { ...sizes, candidates }), bias }
      return this.session.run(feeds, asked === 0 ? [rowOutput] : [rowOutput, ...headNames])
    })
    const data = floats(results[rowOutput])
    const heads = asked === 0 ? [] : readHeads(results, asked)
    let head = 0
    return alternatives.map(({ rows }, index) => ({
      rows: {
        data,
        rows: alternatives.length * sizes.rows,
        start: index * sizes.rows,
        count: rows.ids.length
      },
      heads: heads.slice(head, (head += rows.headRows.length))
    }))
  }

  /** All inputs but the bias. Alternatives of fewer rows than others compute their last one again and again. */
  private inputs(
    past: KeyValueCache,
    alternatives: readonly CalledAlternative[],
    tails: Float32Array,
    { rows, own, candidates }: CallSizes
  ): Record<string, TensorValue> {
    const { layers, width } = this.shape
    const count = alternatives.length
    const ids = new Int32Array(count * rows)
    const positions = new Int32Array(ids.length)
    const places = new Int32Array(2 * ids.length)
    alternatives.forEach((alternative, index) => {
      const last = alternative.places.length - 1
      for (let row = 0; row < rows; row += 1) {
        const from = Math.min(row, last)
        const at = index * rows + row
        ids[at] = alternative.rows.ids[from]!
        positions[at] = alternative.rows.positions[from]!
        places.set([index, alternative.places[from]!], 2 * at)
      }
    })
    const headRows = atLeastTwo(
      alternatives.flatMap((alternative, index) => alternative.rows.headRows.map((row) => index * rows + row))
    )
    const targets = atLeastTwo(alternatives.flatMap((alternative) => alternative.rows.targetColumns))
    return {
      ...pastInputs(this.shape, past),
      ids: integers(ids, [count, rows]),
      positions: integers(positions, [count, rows]),
      tail: { type: 'float32', data: tails, dimensions: [2 * layers, count, own, width] },
      places: integers(places, [count, rows, 2]),
      head_rows: integers(headRows, [headRows.length]),
      targets: integers(targets, [targets.length, 1]),
      candidate_count: integers([candidates], [1])
    }
  }
}
