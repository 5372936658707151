import { countOf, type CachedRows, type RowShape } from './cached-rows'

/**
 * The width of a front is a multiple of this. Rows that do not count have a share of exactly zero, and with them the shares of what
 * stands behind the front are summed by the same lanes of the processor, to the same bits, wherever the rows that count end.
 */
const frontStep = 16

/** As many rows as a front of `rows` rows is wide. */
export const upToStep = (rows: number): number => Math.ceil(rows / frontStep) * frontStep

/** A tensor [capacity, width] for the keys of each layer, and one for its values. */
type StoreMemory = readonly Float32Array[]

/**
 * Rows one behind the other, a tensor for the keys and one for the values of each layer, with room for more. The first row is nobody's: an
 * empty tensor brings the WebGPU provider down (onnxruntime 1.30). What was written stays as it is; rows are only added behind it.
 */
export class RowStore {
  /** Rows that were written, with the one that is nobody's. */
  private used = 1

  constructor(
    private readonly stores: RowStores,
    private memory: StoreMemory | undefined,
    private readonly capacity: number
  ) {}

  /** 2 · layers of them, [capacity, width] each. @throws Error after the memory was taken back */
  get parts(): StoreMemory {
    if (this.memory === undefined) throw new Error('The memory of rows that are still in use was taken back.')
    return this.memory
  }

  get bytes(): number {
    return this.parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /**
   * A store with other rows behind its own first `kept`: this one where nothing stands there yet and there is room, else one with room for
   * `room`.
   */
  with(kept: number, added: readonly CachedRows[], room: number): RowStore {
    const end = kept + 1 + countOf(added)
    const isFree = this.used === kept + 1 && end <= this.capacity
    const store = isFree ? this : this.copy(kept, Math.max(end - 1, room))
    const { width } = this.stores.shape
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
    const { width } = this.stores.shape
    const count = end - start
    const data = new Float32Array(this.parts.length * count * width)
    this.parts.forEach((part, index) => {
      data.set(part.subarray((start + 1) * width, (end + 1) * width), index * count * width)
    })
    return { data, rows: count, start: 0, count }
  }

  /** Its memory, which is another's from now on. */
  giveUp(): StoreMemory {
    const { parts } = this
    this.memory = undefined
    return parts
  }

  private copy(kept: number, rows: number): RowStore {
    const end = (kept + 1) * this.stores.shape.width
    const store = this.stores.empty(rows)
    store.parts.forEach((part, index) => part.set(this.parts[index]!.subarray(0, end)))
    return store
  }
}

/**
 * Makes stores, and takes their memory back to use it again. A context of the bundled model takes 25 MB: as garbage these make the collector
 * go through everything twice a fill, on a processor that the network needs.
 */
export class RowStores {
  private inUse = new Set<RowStore>()
  private spare: StoreMemory[] = []

  /** @param mostSpareBytes so much memory is kept that no store uses. */
  constructor(
    readonly shape: RowShape,
    private readonly mostSpareBytes: number
  ) {}

  /** A store with room for so many rows, without any. */
  empty(rows: number): RowStore {
    const { layers, width } = this.shape
    const capacity = upToStep(rows + 1)
    const memory =
      this.takeSpare(capacity * width) ??
      Array.from({ length: 2 * layers }, () => new Float32Array(capacity * width))
    const store = new RowStore(this, memory, memory[0]!.length / width)
    this.inUse.add(store)
    return store
  }

  /** Takes back the memory of all other stores. */
  keepOnly(stores: ReadonlySet<RowStore>): void {
    for (const store of this.inUse) if (!stores.has(store)) this.spare.push(store.giveUp())
    this.inUse = new Set(stores)
    let bytes = 0
    // The latest is the likeliest to be as long as what comes next.
    const isKept = (memory: StoreMemory): boolean =>
      (bytes += memory.length * memory[0]!.byteLength) <= this.mostSpareBytes
    this.spare = this.spare.reverse().filter(isKept).reverse()
  }

  /** The smallest memory that has room, unless it would be wasted on so few rows. */
  private takeSpare(size: number): StoreMemory | undefined {
    const sizeOf = (memory: StoreMemory): number => memory[0]!.length
    const [best] = this.spare
      .filter((memory) => sizeOf(memory) >= size && sizeOf(memory) <= 2 * size)
      .sort((one, other) => sizeOf(one) - sizeOf(other))
    this.spare = this.spare.filter((memory) => memory !== best)
    return best
  }
}
