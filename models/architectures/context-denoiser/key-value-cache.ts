/** Keys and values of one layer, a row after the other, for heads of width `headDim`: each [kvHeads, width, headDim]. */
export interface LayerRows {
  readonly keys: Float32Array
  readonly values: Float32Array
}

/** Keys and values of `width` rows, in all layers. */
export interface CachedRows {
  readonly width: number
  readonly layers: readonly LayerRows[]
}

export interface HeadShape {
  readonly kvHeads: number
  readonly headDim: number
}

/**
 * The width of a front is a multiple of this. Rows that do not count have a share of exactly zero, and with them the shares of what
 * stands behind the front are summed by the same lanes of the processor, to the same bits, wherever the rows that count end.
 */
const frontStep = 16

/**
 * Keys and values of the rows read so far. Immutable. They are kept in two parts, so that what is read behind a long context
 * costs no copy of it, and caches that begin alike share their front, of which each counts as many rows as it has. The first row of a
 * front is nobody's: an empty tensor brings the WebGPU provider down (onnxruntime 1.30).
 */
export class KeyValueCache {
  private constructor(
    private readonly shape: HeadShape,
    /** Its first row is nobody's; of those behind it the first `frontRows` count. */
    readonly front: CachedRows,
    readonly frontRows: number,
    /** Undefined where the front holds all. */
    readonly tail: CachedRows | undefined
  ) {}

  static empty(layers: number, kvHeads: number, headDim: number): KeyValueCache {
    const zeros = new Float32Array(kvHeads * headDim * frontStep)
    const nobody = Array<LayerRows>(layers).fill({ keys: zeros, values: zeros })
    return new KeyValueCache({ kvHeads, headDim }, { width: frontStep, layers: nobody }, 0, undefined)
  }

  get length(): number {
    return this.frontRows + (this.tail?.width ?? 0)
  }

  /** With rows more in the tail. */
  grown(rows: CachedRows): KeyValueCache {
    const { shape, front, frontRows, tail } = this
    return new KeyValueCache(shape, front, frontRows, tail === undefined ? rows : joined(shape, tail, rows))
  }

  /** The first `length` rows. */
  first(length: number): KeyValueCache {
    const { shape, front, frontRows, tail } = this
    if (length === this.length) return this
    if (length <= frontRows) return new KeyValueCache(shape, front, length, undefined)
    return new KeyValueCache(shape, front, frontRows, cut(shape, tail!, 0, length - frontRows))
  }

  /** The same rows, the first `rows` of them in front. */
  parted(rows: number): KeyValueCache {
    const { shape, front, frontRows, tail } = this
    if (rows === frontRows) return this
    if (rows < frontRows) {
      const behind = cut(shape, front, rows + 1, frontRows + 1)
      return new KeyValueCache(shape, front, rows, tail === undefined ? behind : joined(shape, behind, tail))
    }
    const added = rows - frontRows
    const behind = added === tail!.width ? undefined : cut(shape, tail!, added, tail!.width)
    return new KeyValueCache(shape, extended(shape, front, frontRows, tail!, added), rows, behind)
  }
}

/** Bytes of several caches, those that they share counted once. */
export function bytesOf(caches: readonly KeyValueCache[]): number {
  const parts = new Set(caches.flatMap(({ front, tail }) => [front, tail ?? []].flat()))
  let bytes = 0
  for (const { layers } of parts) {
    for (const { keys, values } of layers) bytes += keys.byteLength + values.byteLength
  }
  return bytes
}

/** Sets of rows side by side, each at the start of `width` rows of which the rest is zeros: [kvHeads, sets, width, headDim]. */
export function sideBySide(
  shape: HeadShape,
  layers: number,
  sets: readonly (CachedRows | undefined)[],
  width: number
): LayerRows[] {
  const size = shape.kvHeads * sets.length * width * shape.headDim
  if (sets.every((rows) => rows === undefined)) {
    const zeros = new Float32Array(size)
    return Array<LayerRows>(layers).fill({ keys: zeros, values: zeros })
  }
  return Array.from({ length: layers }, (_, layer) => {
    const all = { keys: new Float32Array(size), values: new Float32Array(size) }
    sets.forEach((rows, index) => {
      if (rows === undefined) return
      const place = { width, set: index, sets: sets.length }
      copyRows(shape, rows.layers[layer]!, { width: rows.width, set: 0, sets: 1 }, all, place, rows.width)
    })
    return all
  })
}

/** The first `count` rows of one of several sets of rows that stand side by side. */
export function takeApart(
  shape: HeadShape,
  layers: readonly LayerRows[],
  from: RowSet,
  count: number
): CachedRows {
  if (from.sets === 1 && from.width === count) return { width: count, layers }
  const place = { width: count, set: 0, sets: 1 }
  return {
    width: count,
    layers: layers.map((rows) => {
      const own = emptyRows(shape, count)
      copyRows(shape, rows, from, own, place, count)
      return own
    })
  }
}

/** One of several sets of rows side by side, each `width` long. */
export interface RowSet {
  readonly width: number
  readonly set: number
  readonly sets: number
}

const emptyRows = ({ kvHeads, headDim }: HeadShape, width: number): LayerRows => ({
  keys: new Float32Array(kvHeads * width * headDim),
  values: new Float32Array(kvHeads * width * headDim)
})

/** Copies `count` rows, from row `fromRow` to row `toRow`. */
function copyRows(
  { kvHeads, headDim }: HeadShape,
  from: LayerRows,
  source: RowSet,
  to: LayerRows,
  target: RowSet,
  count: number,
  fromRow = 0,
  toRow = 0
): void {
  for (let head = 0; head < kvHeads; head += 1) {
    const start = ((head * source.sets + source.set) * source.width + fromRow) * headDim
    const end = start + count * headDim
    const at = ((head * target.sets + target.set) * target.width + toRow) * headDim
    to.keys.set(from.keys.subarray(start, end), at)
    to.values.set(from.values.subarray(start, end), at)
  }
}

const alone = (width: number): RowSet => ({ width, set: 0, sets: 1 })

/** Rows `start` … `end` − 1. */
function cut(shape: HeadShape, rows: CachedRows, start: number, end: number): CachedRows {
  const width = end - start
  return assembled(shape, width, rows.layers.length, [{ rows, start, count: width }])
}

function joined(shape: HeadShape, one: CachedRows, other: CachedRows): CachedRows {
  return assembled(shape, one.width + other.width, one.layers.length, [
    { rows: one, start: 0, count: one.width },
    { rows: other, start: 0, count: other.width }
  ])
}

/** The first rows of a front, nobody's and `frontRows` behind it, and `added` rows of a tail. */
function extended(
  shape: HeadShape,
  front: CachedRows,
  frontRows: number,
  tail: CachedRows,
  added: number
): CachedRows {
  const kept = frontRows + 1
  return assembled(shape, Math.ceil((kept + added) / frontStep) * frontStep, front.layers.length, [
    { rows: front, start: 0, count: kept },
    { rows: tail, start: 0, count: added }
  ])
}

/** Some rows of others. */
interface Part {
  readonly rows: CachedRows
  readonly start: number
  readonly count: number
}

/** Parts one behind the other, and zeros up to `width`. */
function assembled(shape: HeadShape, width: number, layers: number, parts: readonly Part[]): CachedRows {
  const target = alone(width)
  return {
    width,
    layers: Array.from({ length: layers }, (_, layer) => {
      const all = emptyRows(shape, width)
      let at = 0
      for (const { rows, start, count } of parts) {
        copyRows(shape, rows.layers[layer]!, alone(rows.width), all, target, count, start, at)
        at += count
      }
      return all
    })
  }
}
