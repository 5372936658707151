/** What the keys, or the values, of one row take in each of `layers` layers: `width` numbers, kvHeads heads of headDim. */
export interface RowShape {
  readonly layers: number
  readonly kvHeads: number
  readonly headDim: number
  readonly width: number
}

export const rowShape = ({ layers, kvHeads, headDim }: Omit<RowShape, 'width'>): RowShape => ({
  layers,
  kvHeads,
  headDim,
  width: kvHeads * headDim
})

/**
 * Keys and values of `count` rows, those from `start` on in each part of [2 · layers, rows, width]: a part is the keys of a layer, or its values,
 * which come behind them.
 */
export interface CachedRows {
  readonly data: Float32Array
  readonly rows: number
  readonly start: number
  readonly count: number
}

/** Copies rows, one set behind the other, to where `to` begins in its parts. */
export function copyRows(
  { layers, width }: RowShape,
  from: readonly CachedRows[],
  to: Pick<CachedRows, 'data' | 'rows' | 'start'>
): void {
  for (let part = 0; part < 2 * layers; part += 1) {
    let at = (part * to.rows + to.start) * width
    for (const { data, rows, start, count } of from) {
      const begin = (part * rows + start) * width
      to.data.set(data.subarray(begin, begin + count * width), at)
      at += count * width
    }
  }
}

/** How many rows several sets have together. */
export const countOf = (rows: readonly CachedRows[]): number =>
  rows.reduce((sum, { count }) => sum + count, 0)

/** Rows `from` … `to` − 1 of rows that stand one behind the other. */
export function cutRows(rows: readonly CachedRows[], from: number, to: number): CachedRows[] {
  let at = 0
  return rows.flatMap((piece) => {
    const start = Math.max(from - at, 0)
    const end = Math.min(to - at, piece.count)
    at += piece.count
    return start < end ? [{ ...piece, start: piece.start + start, count: end - start }] : []
  })
}
