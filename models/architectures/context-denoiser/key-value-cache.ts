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
    return this.frontRows + (this.tail?.width ?? 0)
  }

  /** Rows of the front that stand for tokens. */
  get frontRows(): number {
    return this.front.width - 1
  }

  /** With rows more in the tail. */
  grown(rows: CachedRows): KeyValueCache {
    const { shape, front, tail } = this
    return new KeyValueCache(shape, front, tail === undefined ? rows : joined(shape, tail, rows))
  }

  /** The first `length` rows. */
  first(length: number): KeyValueCache {
    const { shape, front, tail, frontRows } = this
    if (length === this.length) return this
    if (length === 0) return new KeyValueCache(shape, nobody(front.layers.length, shape), undefined)
    if (length < frontRows) return new KeyValueCache(shape, cut(shape, front, 0, length + 1), undefined)
    const kept = length === frontRows ? undefined : cut(shape, tail!, 0, length - frontRows)
    return new KeyValueCache(shape, front, kept)
  }

  /** The same rows, the first `frontRows` of them in front. */
  parted(frontRows: number): KeyValueCache {
    const { shape, front, tail } = this
    if (frontRows === this.frontRows) return this
    if (frontRows < this.frontRows) {
      const behind = cut(shape, front, frontRows + 1, front.width)
      const all = tail === undefined ? behind : joined(shape, behind, tail)
      return new KeyValueCache(shape, cut(shape, front, 0, frontRows + 1), all)
    }
    const added = frontRows - this.frontRows
    const before = joined(shape, front, cut(shape, tail!, 0, added))
    const behind = added === tail!.width ? undefined : cut(shape, tail!, added, tail!.width)
    return new KeyValueCache(shape, before, behind)
  }

  /** The same rows, all of them in front. */
  whole(): KeyValueCache {
    return this.parted(this.length)
  }
}

/** Rows of the same number of layers side by side, each set at the start of `width` rows of which the rest is zeros. */
export function sideBySide(
  { kvHeads, headDim }: HeadShape,
  layers: number,
  sets: readonly (CachedRows | undefined)[],
  width: number
): LayerCache[] {
  if (sets.every((rows) => rows === undefined)) {
    const zeros = new Float32Array(kvHeads * sets.length * headDim * width)
    return Array<LayerCache>(layers).fill({ keys: zeros, values: zeros })
  }
  return Array.from({ length: layers }, (_, layer) => {
    const keys = new Float32Array(kvHeads * sets.length * headDim * width)
    const values = new Float32Array(keys.length)
    sets.forEach((rows, index) => {
      if (rows === undefined) return
      const from = rows.layers[layer]!
      for (let head = 0; head < kvHeads; head += 1) {
        const block = (head * sets.length + index) * headDim * width
        const line = head * headDim * rows.width
        for (let component = 0; component < headDim; component += 1) {
          const at = line + component * rows.width
          keys.set(from.keys.subarray(at, at + rows.width), block + component * width)
        }
        values.set(from.values.subarray(line, line + rows.width * headDim), block)
      }
    })
    return { keys, values }
  })
}

/** Takes rows that stand side by side apart: of the set `index` among `sets`, the first `width` of `rows`. */
export function takeApart(
  { kvHeads, headDim }: HeadShape,
  layers: readonly LayerCache[],
  sets: number,
  rows: number,
  index: number,
  width: number
): CachedRows {
  if (sets === 1 && rows === width) return { width, layers }
  return {
    width,
    layers: layers.map(({ keys, values }) => {
      const own = {
        keys: new Float32Array(kvHeads * headDim * width),
        values: new Float32Array(kvHeads * headDim * width)
      }
      for (let head = 0; head < kvHeads; head += 1) {
        const block = (head * sets + index) * headDim * rows
        const line = head * headDim * width
        for (let component = 0; component < headDim; component += 1) {
          const at = block + component * rows
          own.keys.set(keys.subarray(at, at + width), line + component * width)
        }
        own.values.set(values.subarray(block, block + width * headDim), line)
      }
      return own
    })
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
