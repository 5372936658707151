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

/**
 * The width of a front is a multiple of this. Rows that do not count have a share of exactly zero, and with them the shares of what
 * stands behind the front are summed by the same lanes of the processor, to the same bits, wherever the rows that count end.
 */
const frontStep = 16

const upToStep = (rows: number): number => Math.ceil(rows / frontStep) * frontStep

/**
 * Rows one behind the other, a tensor for the keys and one for the values of each layer, with room for more. The first row is nobody's: an
 * empty tensor brings the WebGPU provider down (onnxruntime 1.30). What was written stays as it is; rows are only added behind it.
 */
class RowStore {
  private constructor(
    private readonly shape: RowShape,
    /** 2 · layers of them, [capacity, width] each. */
    readonly parts: readonly Float32Array[],
    private readonly capacity: number,
    private used: number
  ) {}

  static empty(shape: RowShape, rows: number): RowStore {
    const capacity = upToStep(rows + 1)
    const parts = Array.from({ length: 2 * shape.layers }, () => new Float32Array(capacity * shape.width))
    return new RowStore(shape, parts, capacity, 1)
  }

  get bytes(): number {
    return this.parts.length * this.capacity * this.shape.width * Float32Array.BYTES_PER_ELEMENT
  }

  /**
   * A store with other rows behind its own first `kept`: this one where nothing stands there yet and there is room, else one with room for
   * `room`.
   */
  with(kept: number, added: readonly CachedRows[], room: number): RowStore {
    const end = kept + 1 + countOf(added)
    const isFree = this.used === kept + 1 && end <= this.capacity
    const store = isFree ? this : this.copy(kept, Math.max(end - 1, room))
    const { width } = this.shape
    store.parts.forEach((tensor, part) => {
      let at = (kept + 1) * width
      for (const { data, rows, start, count } of added) {
        const begin = (part * rows + start) * width
        tensor.set(data.subarray(begin, begin + count * width), at)
        at += count * width
      }
    })
    store.used = end
    return store
  }

  /** Rows `start` … `end` − 1. */
  rows(start: number, end: number): CachedRows {
    const { width } = this.shape
    const count = end - start
    const data = new Float32Array(this.parts.length * count * width)
    this.parts.forEach((part, index) => {
      data.set(part.subarray((start + 1) * width, (end + 1) * width), index * count * width)
    })
    return { data, rows: count, start: 0, count }
  }

  private copy(kept: number, rows: number): RowStore {
    const { shape } = this
    const store = RowStore.empty(shape, rows)
    store.parts.forEach((part, index) => part.set(this.parts[index]!.subarray(0, (kept + 1) * shape.width)))
    return store
  }
}

/** How many rows several sets have together. */
export const countOf = (rows: readonly CachedRows[]): number =>
  rows.reduce((sum, { count }) => sum + count, 0)

/**
 * Keys and values of the rows read so far. Immutable. They are kept in two parts, so that what is read behind a long context
 * costs no copy of it, and caches that begin alike share their front, of which each counts as many rows as it has.
 */
export class KeyValueCache {
  readonly length: number

  private constructor(
    private readonly shape: RowShape,
    private readonly store: RowStore,
    /** So many rows behind the one that is nobody's. */
    readonly frontRows: number,
    /** The rest, one set of rows behind the other. */
    readonly tail: readonly CachedRows[]
  ) {
    this.length = frontRows + countOf(tail)
  }

  /** No rows, and room for so many. */
  static empty(shape: RowShape, rows: number): KeyValueCache {
    return new KeyValueCache(shape, RowStore.empty(shape, rows), 0, [])
  }

  /** Rows of the front: the one that is nobody's, those that count, and some that do not. */
  get frontWidth(): number {
    return upToStep(this.frontRows + 1)
  }

  /** The front as tensors [frontWidth, width], of each layer the keys, then the values. */
  front(): Float32Array[] {
    const end = this.frontWidth * this.shape.width
    return this.store.parts.map((part) => part.subarray(0, end))
  }

  sharesFrontWith(other: KeyValueCache): boolean {
    return this.store === other.store && this.frontRows === other.frontRows
  }

  /** With rows more in the tail. */
  grown(rows: CachedRows): KeyValueCache {
    return new KeyValueCache(this.shape, this.store, this.frontRows, [...this.tail, rows])
  }

  /** The first `length` rows. */
  first(length: number): KeyValueCache {
    const { shape, store, frontRows, tail } = this
    if (length === this.length) return this
    const kept = Math.min(length, frontRows)
    return new KeyValueCache(shape, store, kept, cut(tail, 0, length - kept))
  }

  /** The same rows, the first `rows` of them in front; with room there for so many, where they do not fit. */
  parted(rows: number, room = rows): KeyValueCache {
    const { shape, store, frontRows, tail } = this
    if (rows === frontRows) return this
    if (rows < frontRows) return new KeyValueCache(shape, store, rows, [store.rows(rows, frontRows), ...tail])
    const added = cut(tail, 0, rows - frontRows)
    const behind = cut(tail, rows - frontRows, this.length - frontRows)
    return new KeyValueCache(shape, store.with(frontRows, added, room), rows, behind)
  }

  /** Bytes of several caches, those that they share counted once. */
  static bytesOf(caches: readonly KeyValueCache[]): number {
    const stores = new Set(caches.map(({ store }) => store))
    const buffers = new Set(caches.flatMap(({ tail }) => tail.map(({ data }) => data)))
    let bytes = 0
    for (const store of stores) bytes += store.bytes
    for (const { byteLength } of buffers) bytes += byteLength
    return bytes
  }
}

/** Rows `from` … `to` − 1 of rows that stand one behind the other. */
function cut(rows: readonly CachedRows[], from: number, to: number): CachedRows[] {
  let at = 0
  return rows.flatMap((piece) => {
    const start = Math.max(from - at, 0)
    const end = Math.min(to - at, piece.count)
    at += piece.count
    return start < end ? [{ ...piece, start: piece.start + start, count: end - start }] : []
  })
}
