/** Keys and values of one layer, for heads of width `headDim`. */
export interface LayerCache {
  /** [kvHeads, headDim, width] */
  readonly keys: Float32Array
  /** [kvHeads, width, headDim] */
  readonly values: Float32Array
}

/** Keys and values of `width` rows, in all layers. */
export interface CachedRows {
  readonly width: number
  readonly layers: readonly LayerCache[]
}

export interface HeadShape {
  readonly kvHeads: number
  readonly headDim: number
}

/** Rows that a tail takes before it becomes part of the front: few enough to copy at each call, enough for a canvas and its judge. */
const tailRows = 160

/**
 * Keys and values of the rows read so far. Immutable. They are kept in two parts, so that what is read behind a long context
 * costs no copy of it, and caches that begin alike share their front. In front of the rows stands a row of zeros that nobody may
 * see: an empty tensor brings the WebGPU provider down (onnxruntime 1.30).
 */
export class KeyValueCache {
  private constructor(
    private readonly shape: HeadShape,
    readonly front: CachedRows,
    /** Undefined where the front holds all. */
    readonly tail: CachedRows | undefined
  ) {}

  static empty(layers: number, kvHeads: number, headDim: number): KeyValueCache {
    return new KeyValueCache({ kvHeads, headDim }, nobody(layers, { kvHeads, headDim }), undefined)
  }

  get length(): number {
    return this.front.width - 1 + (this.tail?.width ?? 0)
  }

  /** With rows more. */
  grown(rows: CachedRows): KeyValueCache {
    const { shape, front, tail } = this
    if (tail === undefined) return new KeyValueCache(shape, front, rows)
    if (tail.width + rows.width <= tailRows) return new KeyValueCache(shape, front, joined(shape, tail, rows))
    return new KeyValueCache(shape, joined(shape, front, tail), rows)
  }

  /** The first `length` rows, ready to be read on. */
  first(length: number): KeyValueCache {
    const { shape, front, tail } = this
    if (length === this.length) return this
    if (length === 0) return new KeyValueCache(shape, nobody(front.layers.length, shape), undefined)
    const behind = length + 1 - front.width
    if (tail !== undefined && behind > 0) return new KeyValueCache(shape, front, cut(shape, tail, 0, behind))
    return new KeyValueCache(shape, cut(shape, front, 0, length), cut(shape, front, length, length + 1))
  }

  /** The same rows, all of them in front. */
  whole(): KeyValueCache {
    const { shape, front, tail } = this
    return tail === undefined ? this : new KeyValueCache(shape, joined(shape, front, tail), undefined)
  }

  /**
   * The same rows, a row at least in the tail: the last one, where there was none. Where there are no rows at all the tail is
   * one more that nobody may see.
   */
  parted(): { readonly front: CachedRows; readonly tail: CachedRows } {
    const { shape, front, tail, length } = this
    if (tail !== undefined) return { front, tail }
    if (length === 0) return { front, tail: nobody(front.layers.length, shape) }
    return { front: cut(shape, front, 0, length), tail: cut(shape, front, length, length + 1) }
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

function nobody(layers: number, { kvHeads, headDim }: HeadShape): CachedRows {
  const zeros = new Float32Array(kvHeads * headDim)
  return { width: 1, layers: Array<LayerCache>(layers).fill({ keys: zeros, values: zeros }) }
}

/** Rows `start` … `end` − 1. */
function cut({ kvHeads, headDim }: HeadShape, rows: CachedRows, start: number, end: number): CachedRows {
  const { width } = rows
  const layers = rows.layers.map(({ keys, values }) => ({
    keys: linesOf(kvHeads * headDim, [{ from: keys, width, start, end }]),
    values: linesOf(kvHeads, [
      { from: values, width: width * headDim, start: start * headDim, end: end * headDim }
    ])
  }))
  return { width: end - start, layers }
}

function joined({ kvHeads, headDim }: HeadShape, one: CachedRows, other: CachedRows): CachedRows {
  const all = (from: Float32Array, width: number): LinePart => ({ from, width, start: 0, end: width })
  const layers = one.layers.map(({ keys, values }, index) => {
    const behind = other.layers[index]!
    return {
      keys: linesOf(kvHeads * headDim, [all(keys, one.width), all(behind.keys, other.width)]),
      values: linesOf(kvHeads, [all(values, one.width * headDim), all(behind.values, other.width * headDim)])
    }
  })
  return { width: one.width + other.width, layers }
}

/** The numbers `start` … `end` − 1 of lines of `width`. */
interface LinePart {
  readonly from: Float32Array
  readonly width: number
  readonly start: number
  readonly end: number
}

/** `lines` lines, each of them the parts one after the other. */
function linesOf(lines: number, parts: readonly LinePart[]): Float32Array {
  const width = parts.reduce((sum, { start, end }) => sum + end - start, 0)
  const result = new Float32Array(lines * width)
  let offset = 0
  for (const part of parts) {
    const { from, start, end } = part
    for (let line = 0; line < lines; line += 1) {
      const at = line * part.width
      result.set(from.subarray(at + start, at + end), line * width + offset)
    }
    offset += end - start
  }
  return result
}
