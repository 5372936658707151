import type { GraphSession, TensorValue } from '../../runtime/graph-session'
import type { Architecture } from './architecture'
import type { HeadRow } from './candidates'
import { sideBySide, takeApart, type CachedRows, type KeyValueCache, type LayerRows } from './key-value-cache'

/** Rows of one call, flat over alternatives of equal length. */
export interface CallRows {
  readonly alternatives: number
  readonly ids: Int32Array
  readonly positions: Int32Array
  /** Rows whose output is wanted, and for each the column whose logit is wanted as well. */
  readonly headRows: readonly number[]
  readonly targetColumns: readonly number[]
}

/** A head row before it is known whether PAD may stand at its position. */
export type RawHeadRow = Omit<HeadRow, 'padLogit'> & { readonly padLogit: number }

const headOutputs = [
  'candidates',
  'candidate_logits',
  'best_probability',
  'mean_logit',
  'pad_logit',
  'target_logit'
] as const

const excluded = -1e9

const integers = (values: ArrayLike<number>, dimensions: readonly number[]): TensorValue => ({
  type: 'int64',
  data: BigInt64Array.from({ length: values.length }, (_, index) => BigInt(values[index]!)),
  dimensions
})

/**
 * Fills head rows up to two. TopK of no row divides by zero (onnxruntime 1.30), and the products of a single row are
 * summed in another order than those of several, which an exact replay would show.
 */
const atLeastTwo = (values: readonly number[]): number[] => [...values, ...[0, 0].slice(values.length)]

function inputs(rows: CallRows): Record<string, TensorValue> {
  const shape = [rows.alternatives, rows.ids.length / rows.alternatives]
  const headRows = atLeastTwo(rows.headRows)
  const targetColumns = atLeastTwo(rows.targetColumns)
  return {
    ids: integers(rows.ids, shape),
    positions: integers(rows.positions, shape),
    head_rows: integers(headRows, [headRows.length]),
    targets: integers(targetColumns, [headRows.length, 1])
  }
}

function cachedInputs(
  { width, layers }: CachedRows,
  { kvHeads, headDim }: Architecture
): Record<string, TensorValue> {
  const feeds: Record<string, TensorValue> = {}
  const dimensions = [1, kvHeads, width, headDim]
  layers.forEach(({ keys, values }, layer) => {
    feeds[`past_keys_${layer}`] = { type: 'float32', data: keys, dimensions }
    feeds[`past_values_${layer}`] = { type: 'float32', data: values, dimensions }
  })
  return feeds
}

/** Tails of branches side by side, with room for the rows behind them. */
function tailInputs(
  { kvHeads, headDim, layers }: Architecture,
  tails: readonly (CachedRows | undefined)[],
  own: number
): Record<string, TensorValue> {
  const feeds: Record<string, TensorValue> = {}
  const dimensions = [kvHeads, tails.length, own, headDim]
  sideBySide({ kvHeads, headDim }, layers, tails, own).forEach(({ keys, values }, layer) => {
    feeds[`tail_keys_${layer}`] = { type: 'float32', data: keys, dimensions }
    feeds[`tail_values_${layer}`] = { type: 'float32', data: values, dimensions }
  })
  return feeds
}

/** A branch of a call: so many rows in its tail, and so many to read. */
interface BranchSize {
  readonly tail: number
  readonly rows: number
}

/**
 * Bias [branches, 1, rows, front + own] of rows that see the first rows of the front but for the one that is nobody's, the tail, and what
 * stands before them.
 */
function causalBias(
  { front, frontRows }: KeyValueCache,
  sizes: readonly BranchSize[],
  rows: number,
  own: number
): TensorValue {
  const width = front.width + own
  const data = new Float32Array(sizes.length * rows * width).fill(excluded)
  sizes.forEach(({ tail }, branch) => {
    for (let row = 0; row < rows; row += 1) {
      const start = (branch * rows + row) * width
      data.fill(0, start + 1, start + 1 + frontRows)
      // Rows that only fill a branch up to the longest see whatever lies there.
      const ownStart = start + front.width
      data.fill(0, ownStart, ownStart + Math.min(own, tail + row + 1))
    }
  })
  return { type: 'float32', data, dimensions: [sizes.length, 1, rows, width] }
}

/** Where the rows of each branch stand behind its tail: [1, branches, own, rows]. */
function placesOf(sizes: readonly BranchSize[], rows: number, own: number): TensorValue {
  const data = new Float32Array(sizes.length * own * rows)
  sizes.forEach((size, branch) => {
    for (let row = 0; row < size.rows; row += 1) data[(branch * own + size.tail + row) * rows + row] = 1
  })
  return { type: 'float32', data, dimensions: [1, sizes.length, own, rows] }
}

/** Bias [1, front + rows] of rows that see everything that is somebody's, but for some rows of the past. */
function openBias(
  rows: number,
  { front, frontRows }: KeyValueCache,
  hiddenRows: readonly number[]
): TensorValue {
  const data = new Float32Array(front.width + rows)
  data[0] = excluded
  data.fill(excluded, frontRows + 1, front.width)
  for (const row of hiddenRows) data[row + 1] = excluded
  return { type: 'float32', data, dimensions: [1, front.width + rows] }
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
  const [logits, bestProbability, meanLogit, padLogit, targetLogit] = headOutputs
    .slice(1)
    .map((name) => floats(results[name])) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array
  ]
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

/** Rows to read behind a cache, those of one alternative. */
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

/**
 * Reads rows causally with the base weights, those of all branches in one call. Their caches have the same front. What a branch
 * gives depends on its own rows and on where its front ends, and on nothing else.
 */
export async function readContext(
  session: GraphSession,
  architecture: Architecture,
  branches: readonly Branch[]
): Promise<ReadBranch[]> {
  const { front } = branches[0]!.past
  const tails = branches.map(({ past }) => past.tail)
  const sizes = branches.map(({ rows, past }) => ({ tail: past.tail?.width ?? 0, rows: rows.ids.length }))
  const rows = Math.max(...sizes.map((size) => size.rows))
  const own = Math.max(...sizes.map((size) => size.tail + size.rows))
  const called = sideRows(branches, rows)
  const feeds = {
    ...inputs(called),
    ...cachedInputs(front, architecture),
    ...tailInputs(architecture, tails, own),
    bias: causalBias(branches[0]!.past, sizes, rows, own),
    places: placesOf(sizes, rows, own)
  }
  const names = front.layers.flatMap((_, layer) => [`layer_${layer}.keys`, `layer_${layer}.values`])
  const wanted = called.headRows.length === 0 ? names : [...names, ...headOutputs]
  const results = await session.run(feeds, wanted)
  const layers = front.layers.map((_, layer): LayerRows => ({
    keys: floats(results[`layer_${layer}.keys`]),
    values: floats(results[`layer_${layer}.values`])
  }))
  const heads = called.headRows.length === 0 ? [] : readHeads(results, called.headRows.length)
  let head = 0
  return branches.map((branch, index) => ({
    cache: branch.past.grown(
      takeApart(
        architecture,
        layers,
        { width: rows, set: index, sets: branches.length },
        branch.rows.ids.length
      )
    ),
    heads: heads.slice(head, (head += branch.rows.headRows.length))
  }))
}

/** The rows of all branches, each filled up to `rows`. */
function sideRows(branches: readonly Branch[], rows: number): CallRows {
  if (branches.length === 1) return branches[0]!.rows
  const ids = new Int32Array(branches.length * rows)
  const positions = new Int32Array(ids.length)
  branches.forEach(({ rows: own }, branch) => {
    ids.set(own.ids, branch * rows)
    positions.set(own.positions, branch * rows)
  })
  return {
    alternatives: branches.length,
    ids,
    positions,
    headRows: branches.flatMap(({ rows: own }, branch) => own.headRows.map((row) => branch * rows + row)),
    targetColumns: branches.flatMap(({ rows: own }) => own.targetColumns)
  }
}

/** Evaluates canvas rows with the adapted weights. All of the past is in its front; `hiddenRows` of it are not seen. */
export async function evaluateCanvas(
  session: GraphSession,
  architecture: Architecture,
  rows: CallRows,
  past: KeyValueCache,
  hiddenRows: readonly number[]
): Promise<RawHeadRow[]> {
  const feeds = {
    ...inputs(rows),
    ...cachedInputs(past.front, architecture),
    bias: openBias(rows.ids.length / rows.alternatives, past, hiddenRows)
  }
  const results = await session.run(feeds, headOutputs)
  return readHeads(results, rows.headRows.length)
}
