import type { TensorValue } from '../../runtime/graph-session'
import type { RowShape } from './cached-rows'
import type { KeyValueCache } from './key-value-cache'

const excluded = -1e9

export const integers = (values: ArrayLike<number>, dimensions: readonly number[]): TensorValue => ({
  type: 'int64',
  data: BigInt64Array.from({ length: values.length }, (_, index) => BigInt(values[index]!)),
  dimensions
})

/**
 * Fills head rows up to two: an empty tensor brings the WebGPU provider down (onnxruntime 1.30), and the products of a single row are
 * summed in another order than those of several, which an exact replay would show.
 */
export const atLeastTwo = (values: readonly number[]): number[] => [...values, ...[0, 0].slice(values.length)]

/** Keys and values of the front, as the graphs name them. */
export function pastInputs({ kvHeads, headDim }: RowShape, past: KeyValueCache): Record<string, TensorValue> {
  const feeds: Record<string, TensorValue> = {}
  const dimensions = [past.frontWidth, kvHeads, headDim]
  past.front().forEach((data, part) => {
    feeds[`past_${part % 2 === 0 ? 'keys' : 'values'}_${part >> 1}`] = { type: 'float32', data, dimensions }
  })
  return feeds
}

/**
 * Bias [branches, 1, rows, front + own] of rows that see the first rows of the front but for the one that is nobody's, the tail, and what
 * stands before them.
 */
export function causalBias(
  { frontWidth, frontRows }: KeyValueCache,
  branches: readonly { readonly tail: number; readonly rows: number }[],
  rows: number,
  own: number
): TensorValue {
  const width = frontWidth + own
  const data = new Float32Array(branches.length * rows * width).fill(excluded)
  branches.forEach(({ tail, rows: count }, branch) => {
    for (let row = 0; row < rows; row += 1) {
      const start = (branch * rows + row) * width
      data.fill(0, start + 1, start + 1 + frontRows)
      const ownStart = start + frontWidth
      data.fill(0, ownStart, ownStart + tail + Math.min(row + 1, count))
    }
  })
  return { type: 'float32', data, dimensions: [branches.length, 1, rows, width] }
}

/** Bias [1, front + own] of rows that see everything that is somebody's, but for some rows of the past. */
export function openBias(
  own: number,
  { frontWidth, frontRows }: KeyValueCache,
  hiddenRows: readonly number[]
): TensorValue {
  const data = new Float32Array(frontWidth + own)
  data[0] = excluded
  data.fill(excluded, frontRows + 1, frontWidth)
  for (const row of hiddenRows) data[row + 1] = excluded
  return { type: 'float32', data, dimensions: [1, frontWidth + own] }
}
