import type { GraphSession, TensorValue } from '../../runtime/graph-session'
import type { Architecture } from './architecture'
import type { HeadRow } from './candidates'
import type { CachedRows, KeyValueCache, LayerCache } from './key-value-cache'

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
  part: 'past' | 'tail',
  { width, layers }: CachedRows,
  { kvHeads, headDim }: Architecture
): Record<string, TensorValue> {
  const feeds: Record<string, TensorValue> = {}
  layers.forEach(({ keys, values }, layer) => {
    feeds[`${part}_keys_${layer}`] = { type: 'float32', data: keys, dimensions: [1, kvHeads, headDim, width] }
    feeds[`${part}_values_${layer}`] = {
      type: 'float32',
      data: values,
      dimensions: [1, kvHeads, width, headDim]
    }
  })
  return feeds
}

/** Bias [rows, past + rows] of rows that see themselves and what stands before them, but for the first `hidden` of the past. */
function causalBias(rows: number, past: number, hidden: number): TensorValue {
  const width = past + rows
  const data = new Float32Array(rows * width)
  for (let row = 0; row < rows; row += 1) {
    const start = row * width
    data.fill(excluded, start, start + hidden)
    data.fill(excluded, start + past + row + 1, start + width)
  }
  return { type: 'float32', data, dimensions: [rows, width] }
}

/** Bias [1, past + rows] of rows that see everything but some rows of the past. */
function openBias(rows: number, past: number, hiddenRows: readonly number[]): TensorValue {
  const data = new Float32Array(past + rows)
  data[0] = excluded
  for (const row of hiddenRows) data[row + 1] = excluded
  return { type: 'float32', data, dimensions: [1, past + rows] }
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

/**
 * Reads rows causally with the base weights.
 * @returns the cache with these rows, in two parts, and the head rows asked for
 */
export async function readContext(
  session: GraphSession,
  architecture: Architecture,
  rows: CallRows,
  past: KeyValueCache
): Promise<{ readonly cache: KeyValueCache; readonly heads: RawHeadRow[] }> {
  // With nothing read before, two rows that nobody may see stand in front, elsewhere one: to the first row, which sees itself alone,
  // that is the same; a row that sees several would sum them in another order.
  if (past.length === 0 && rows.ids.length > 1) {
    const first = await readContext(session, architecture, partOf(rows, 0, 1), past)
    const others = await readContext(session, architecture, partOf(rows, 1, rows.ids.length), first.cache)
    return { cache: others.cache, heads: [...first.heads, ...others.heads] }
  }
  const count = rows.ids.length
  const { front, tail } = past.parted()
  const width = front.width + tail.width
  const feeds = {
    ...inputs(rows),
    ...cachedInputs('past', front, architecture),
    ...cachedInputs('tail', tail, architecture),
    bias: causalBias(count, width, width - past.length)
  }
  const names = front.layers.flatMap((_, layer) => [`keys_${layer}`, `values_${layer}`])
  const wanted = rows.headRows.length === 0 ? names : [...names, ...headOutputs]
  const results = await session.run(feeds, wanted)
  const layers = front.layers.map((_, layer): LayerCache => ({
    keys: floats(results[`keys_${layer}`]),
    values: floats(results[`values_${layer}`])
  }))
  const heads = rows.headRows.length === 0 ? [] : readHeads(results, rows.headRows.length)
  return { cache: past.grown({ width: count, layers }), heads }
}

/** The rows `start` … `end` − 1 of a call with one alternative; its head rows are ascending. */
function partOf({ ids, positions, headRows, targetColumns }: CallRows, start: number, end: number): CallRows {
  const inPart = headRows.flatMap((row, index) => (row >= start && row < end ? [index] : []))
  return {
    alternatives: 1,
    ids: ids.subarray(start, end),
    positions: positions.subarray(start, end),
    headRows: inPart.map((index) => headRows[index]! - start),
    targetColumns: inPart.map((index) => targetColumns[index]!)
  }
}

/** Evaluates canvas rows with the adapted weights. `past` is whole; its `hiddenRows` are not seen. */
export async function evaluateCanvas(
  session: GraphSession,
  architecture: Architecture,
  rows: CallRows,
  past: CachedRows,
  hiddenRows: readonly number[]
): Promise<RawHeadRow[]> {
  const feeds = {
    ...inputs(rows),
    ...cachedInputs('past', past, architecture),
    bias: openBias(rows.ids.length / rows.alternatives, past.width, hiddenRows)
  }
  const results = await session.run(feeds, headOutputs)
  return readHeads(results, rows.headRows.length)
}
