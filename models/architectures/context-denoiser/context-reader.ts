import type { GraphCaller, RawHeadRow } from './graph-calls'
import { KeyValueCache } from './key-value-cache'
import { RowStores } from './row-store'
import {
  commonStart,
  Reading,
  type AskedRows,
  type ContextRows,
  type KnownHead,
  type SaidRows
} from './reading'

/** Rows of several readings that a call takes at most: much is said of them, and a stop waits for it. */
const togetherRows = 96

/** What is kept of contexts that were read: five of 512 tokens of the bundled model. */
const keptBytes = 120 << 20

/** Memory of what is no longer kept, for what is read next: one such context, or somewhat more. */
const spareBytes = 32 << 20

/** A small model would fit thousands of contexts into that, and all of them are looked through at each reading. */
const mostKept = 64

/** Rows of one reading, and what is to be said of them. */
export interface RowsToRead extends ContextRows {
  readonly asked: AskedRows
}

/** A context that was read. Its memory is used for others after `release`. */
export interface HeldContext {
  /** Of all rows, in front. */
  readonly cache: KeyValueCache
  release(): void
}

interface Kept extends ContextRows, SaidRows {
  /** Read for what was said of its rows: of use until it is read on. */
  readonly passing: boolean
}

const nothingAsked: AskedRows = { rows: [], targetColumns: [], candidates: 1 }

/**
 * Reads contexts with the base weights, and remembers the latest: rows that begin like ones that were read before are
 * read from the first that differs. What a row gives depends on nothing behind it, on no chunk's bounds and on nothing that is read
 * beside it (attention-graph.ts), so a context read on is the same, bit for bit, as one read anew.
 */
export class ContextReader {
  /** The one used last is last. */
  private kept: Kept[] = []
  /** On their way. */
  private readonly readings = new Set<Reading>()
  private readonly held = new Set<HeldContext>()
  private readonly stores: RowStores

  /** @param graph the context graph */
  constructor(private readonly graph: GraphCaller) {
    this.stores = new RowStores(graph.shape, spareBytes)
  }

  /**
   * Reads a context for canvases, a chunk at a time.
   * @param beforeChunk may throw: then what was read so far is remembered.
   */
  async open(context: ContextRows, beforeChunk: () => Promise<void>): Promise<HeldContext> {
    return this.readAll([{ rows: context, asked: nothingAsked }], beforeChunk, ([reading]) => {
      const held = { cache: reading!.cache, release: () => void this.held.delete(held) }
      this.held.add(held)
      return held
    })
  }

  /**
   * Reads rows, a chunk at a time, and gives what is said of those asked for. Readings that have read what they share go on together, as far
   * as they fit into a chunk.
   * @param beforeChunk may throw: then what was read so far is remembered.
   */
  async read(wanted: readonly RowsToRead[], beforeChunk: () => Promise<void>): Promise<RawHeadRow[][]> {
    const apart = wanted.map(({ asked, ...rows }) => ({ rows, asked }))
    return this.readAll(apart, beforeChunk, (readings) => readings.map(({ heads }) => heads))
  }

  /** @param take what is wanted of the readings: their memory may be another's afterwards. */
  private async readAll<Result>(
    wanted: readonly { readonly rows: ContextRows; readonly asked: AskedRows }[],
    beforeChunk: () => Promise<void>,
    take: (readings: readonly Reading[]) => Result
  ): Promise<Result> {
    const readings = wanted.map(({ rows, asked }) => this.recall(rows, asked))
    for (const reading of readings) this.readings.add(reading)
    // The longest first: what others have in common with it is read in one go, and then together what each has of its own.
    const inTurn = [...readings].sort((one, other) => other.rows.ids.length - one.rows.ids.length)
    try {
      for (const reading of inTurn) {
        while (reading.left > 0) {
          await beforeChunk()
          await this.readChunk(reading, inTurn)
        }
        // Read for a canvas, which wants all of it in front.
        if (reading.asked.rows.length === 0) reading.cache = reading.cache.parted(reading.rows.ids.length)
      }
      return take(readings)
    } finally {
      for (const reading of readings) {
        this.keep(reading)
        this.readings.delete(reading)
      }
      const inUse = [...this.kept, ...this.readings, ...this.held]
      this.stores.keepOnly(new Set(inUse.map(({ cache }) => cache.store)))
    }
  }

  /** The next rows of one reading, and those of others that can be read to their end in the same call. */
  private async readChunk(first: Reading, readings: readonly Reading[]): Promise<void> {
    first.cache = first.cache.parted(first.block, first.rows.ids.length)
    const together = [first]
    let longest = first.next
    for (const reading of readings) {
      if (reading === first || reading.left === 0) continue
      // What it can take over from the first when that is read, it does not read itself.
      if (reading.cache.length < reading.inCommonWith(first)) continue
      if (reading.block !== first.block || reading.next < reading.left) continue
      reading.cache = reading.cache.parted(reading.block)
      if (!reading.cache.sharesFrontWith(first.cache)) continue
      const rows = Math.max(longest, reading.left)
      if (rows * (together.length + 1) > togetherRows) continue
      longest = rows
      together.push(reading)
    }
    const branches = together.map((reading) => reading.branch())
    const candidates = Math.max(...together.map(({ asked }) => asked.candidates))
    const results = await this.graph.readContext(branches, candidates)
    results.forEach((result, index) => together[index]!.readOn(result))
    for (const reading of readings) {
      for (const other of together) {
        if (other !== reading) reading.follow(other, reading.inCommonWith(other))
      }
    }
  }

  /** Forgets all contexts. */
  clear(): void {
    this.kept = []
  }

  /** A reading that begins with as much as was read before. */
  private recall(context: ContextRows, asked: AskedRows): Reading {
    let best: Kept | undefined
    let length = 0
    for (const kept of this.kept) {
      const common = Math.min(commonStart(kept, context), firstUnsaid(asked, kept.said))
      // Of those that serve alike the one used last, so that readings which begin alike have the same front.
      if (common > 0 && common >= length) [best, length] = [kept, common]
    }
    if (best === undefined) {
      return new Reading(context, asked, KeyValueCache.empty(this.stores, context.ids.length))
    }
    this.kept = [...this.kept.filter((kept) => kept !== best), best]
    const reading = new Reading(context, asked, best.cache.first(0))
    reading.follow(best, length)
    return reading
  }

  private keep({ rows: { ids, positions, shared }, cache, asked, said }: Reading): void {
    const { length } = cache
    if (length === 0 || this.kept.some((kept) => kept.cache === cache)) return
    const added = {
      ids: ids.slice(0, length),
      positions: positions.slice(0, length),
      shared,
      cache,
      // All the candidates of many rows would take more than the rows.
      said: asked.candidates === 1 ? said : new Map<number, KnownHead>(),
      passing: asked.rows.length > 0
    }
    const isReplaced = (kept: Kept): boolean =>
      commonStart(kept, added) === kept.cache.length && (kept.passing || kept.cache.length === length)
    this.kept = [...this.kept.filter((kept) => !isReplaced(kept)), added]
    while (
      this.kept.length > mostKept ||
      KeyValueCache.bytesOf(this.kept.map((kept) => kept.cache)) > keptBytes
    ) {
      this.kept.shift()
    }
  }
}

/** The first row asked for of which something else was said, or nothing. */
function firstUnsaid(
  { rows, targetColumns, candidates }: AskedRows,
  said: ReadonlyMap<number, KnownHead>
): number {
  const unsaid = rows.findIndex((row, index) => {
    const known = said.get(row)
    return known?.targetColumn !== targetColumns[index] || known!.head.columns.length < candidates
  })
  return rows[unsaid] ?? Infinity
}
