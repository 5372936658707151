import { countOf, cutRows, type CachedRows, type RowShape } from './cached-rows'
import { upToStep, type RowStore, type RowStores } from './row-store'

/**
 * Keys and values of the rows read so far. Immutable. They are kept in two parts, so that what is read behind a long context
 * costs no copy of it, and caches that begin alike share their front, of which each counts as many rows as it has.
 */
export class KeyValueCache {
  readonly length: number

  private constructor(
    private readonly shape: RowShape,
    readonly store: RowStore,
    /** So many rows behind the one that is nobody's. */
    readonly frontRows: number,
    /** The rest, one set of rows behind the other. */
    readonly tail: readonly CachedRows[]
  ) {
    this.length = frontRows + countOf(tail)
  }

  /** No rows, and room for so many. */
  static empty(stores: RowStores, rows: number): KeyValueCache {
    return new KeyValueCache(stores.shape, stores.empty(rows), 0, [])
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
    return new KeyValueCache(shape, store, kept, cutRows(tail, 0, length - kept))
  }

  /** The same rows, the first `rows` of them in front; with room there for so many, where they do not fit. */
  parted(rows: number, room = rows): KeyValueCache {
    const { shape, store, frontRows, tail } = this
    if (rows === frontRows) return this
    if (rows < frontRows) return new KeyValueCache(shape, store, rows, [store.rows(rows, frontRows), ...tail])
    const added = cutRows(tail, 0, rows - frontRows)
    const behind = cutRows(tail, rows - frontRows, this.length - frontRows)
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
