import type { GraphSession } from '../../runtime/graph-session'
import type { Architecture } from './architecture'
import { readContext, type Branch, type RawHeadRow } from './graph-calls'
import { bytesOf, KeyValueCache } from './key-value-cache'

/**
 * Rows of one reading that a call takes: a call cannot be interrupted, and one of twice as many would let a stop wait for more than a tenth of
 * a second on two cores. It costs a reading of 512 tokens 1 to 4 % of its time.
 */
const chunkRows = 64

/** Rows of several readings that a call takes at most. */
const togetherRows = 128

/**
 * Rows of a block: a row sums over the blocks before its own, and apart from them over its own. So it gives the same bits however the rows
 * before it were come by.
 */
const blockRows = 128

/** The first block has the row of the beginning of text besides: 512 tokens of context would take a call more for one row. */
const firstBlockRows = blockRows + 1

/** What is kept of contexts that were read: five of 512 tokens of the bundled model. */
const keptBytes = 120 << 20

/** A small model would fit thousands of contexts into that, and all of them are looked through at each reading. */
const mostKept = 64

/** Rows to read from left to right: token ids and positions of equal length. */
export interface ContextRows {
  readonly ids: Int32Array
  readonly positions: Int32Array
  /**
   * So many rows at the start are those of other readings as well. Behind them blocks begin anew, and the first one goes through the
   * network together with that of the others. Infinity where nothing is shared.
   */
  readonly shared: number
}

/** Rows whose output is wanted, ascending, and for each the column whose logit is wanted as well. */
export interface AskedRows {
  readonly rows: readonly number[]
  readonly targetColumns: readonly number[]
}

/** Rows of one reading, and what is wanted of them: nothing but the cache, where nothing is said. */
export interface RowsToRead extends ContextRows {
  readonly asked?: AskedRows
}

export interface ReadRows {
  /** Of all rows. */
  readonly cache: KeyValueCache
  /** Of the rows asked for. */
  readonly heads: RawHeadRow[]
}

interface Kept extends ContextRows {
  readonly cache: KeyValueCache
  /** Read for what was said of its rows: of use until it is read on. */
  readonly passing: boolean
}

const nothingAsked: AskedRows = { rows: [], targetColumns: [] }

/** A reading on its way. */
class Reading {
  readonly heads: RawHeadRow[] = []

  constructor(
    readonly rows: ContextRows,
    readonly asked: AskedRows,
    public cache: KeyValueCache
  ) {}

  /** Where the block of the next row begins. */
  get block(): number {
    const { length } = this.cache
    const { shared } = this.rows
    if (length >= shared) return length - ((length - shared) % blockRows)
    return length < firstBlockRows ? 0 : length - ((length - firstBlockRows) % blockRows)
  }

  get left(): number {
    return this.rows.ids.length - this.cache.length
  }

  /** Rows that one call can read: no more than their block has. */
  get next(): number {
    const { length } = this.cache
    const { block } = this
    const end = block + (block === 0 ? firstBlockRows : blockRows)
    const sharedEnd = length < this.rows.shared ? this.rows.shared : Infinity
    return Math.min(this.left, Math.min(end, sharedEnd) - length, length === 0 ? chunkRows + 1 : chunkRows)
  }

  /** Rows that need not be read if another reading reads them: those before the first that is asked about, as far as both are alike. */
  inCommonWith(other: Reading): number {
    return Math.min(commonStart(this.rows, other.rows), this.asked.rows[0] ?? Infinity)
  }

  /** Takes over what another reading has read. */
  follow(other: Reading): void {
    const common = Math.min(this.inCommonWith(other), other.cache.length)
    if (common > this.cache.length) this.cache = other.cache.first(common)
  }

  branch(): Branch {
    const { ids, positions } = this.rows
    const { rows, targetColumns } = this.asked
    const start = this.cache.length
    const end = start + this.next
    const inChunk = rows.flatMap((row, index) => (row >= start && row < end ? [index] : []))
    return {
      past: this.cache,
      rows: {
        alternatives: 1,
        ids: ids.subarray(start, end),
        positions: positions.subarray(start, end),
        headRows: inChunk.map((index) => rows[index]! - start),
        targetColumns: inChunk.map((index) => targetColumns[index]!)
      }
    }
  }
}

/**
 * Reads contexts with the base weights, and remembers the latest: rows that begin like ones that were read before are
 * read from the first that differs. What a row gives depends on nothing behind it, on no chunk's bounds and on nothing that is read
 * beside it (attention-graph.ts), so a context read on is the same, bit for bit, as one read anew.
 */
export class ContextReader {
  /** The one used last is last. */
  private kept: Kept[] = []

  constructor(
    private readonly session: GraphSession,
    private readonly architecture: Architecture
  ) {}

  /**
   * Reads rows, a chunk at a time. Readings that have read what they share go on together, as far as they fit into a chunk.
   * @param beforeChunk may throw: then what was read so far is remembered.
   */
  async read(wanted: readonly RowsToRead[], beforeChunk: () => Promise<void>): Promise<ReadRows[]> {
    const readings = wanted.map(({ asked = nothingAsked, ...rows }) => {
      return new Reading(rows, asked, this.recall(rows, asked.rows[0] ?? rows.ids.length))
    })
    try {
      for (const reading of readings) {
        while (reading.left > 0) {
          await beforeChunk()
          await this.readChunk(reading, readings)
        }
        // Read for a canvas, which wants all of it in front.
        if (reading.asked.rows.length === 0) reading.cache = reading.cache.parted(reading.rows.ids.length)
      }
    } finally {
      for (const { rows, cache, asked } of readings) this.keep(rows, cache, asked.rows.length > 0)
    }
    return readings
  }

  /** The next rows of one reading, and those of others that can be read to their end in the same call. */
  private async readChunk(first: Reading, readings: readonly Reading[]): Promise<void> {
    first.cache = first.cache.parted(first.block)
    const together = [first]
    let longest = first.next
    for (const reading of readings) {
      if (reading === first || reading.left === 0) continue
      // What it can take over from the first when that is read, it does not read itself.
      if (reading.cache.length < reading.inCommonWith(first)) continue
      if (reading.block !== first.block || reading.next < reading.left) continue
      reading.cache = reading.cache.parted(reading.block)
      if (reading.cache.front !== first.cache.front) continue
      const rows = Math.max(longest, reading.next)
      if (rows * (together.length + 1) > togetherRows) continue
      longest = rows
      together.push(reading)
    }
    const results = await readContext(
      this.session,
      this.architecture,
      together.map((reading) => reading.branch())
    )
    results.forEach(({ cache, heads }, index) => {
      together[index]!.cache = cache
      together[index]!.heads.push(...heads)
    })
    for (const reading of readings) {
      for (const other of together) if (other !== reading) reading.follow(other)
    }
  }

  /** Forgets all contexts. */
  clear(): void {
    this.kept = []
  }

  /** The cache of as many of the first `limit` rows as were read before. */
  private recall(context: ContextRows, limit: number): KeyValueCache {
    let best: Kept | undefined
    let length = 0
    for (const kept of this.kept) {
      const common = Math.min(commonStart(kept, context), limit)
      // Of those that serve alike the one used last, so that readings which begin alike have the same front.
      if (common > 0 && common >= length) [best, length] = [kept, common]
    }
    if (best === undefined) {
      const { layers, kvHeads, headDim } = this.architecture
      return KeyValueCache.empty(layers, kvHeads, headDim)
    }
    this.kept = [...this.kept.filter((kept) => kept !== best), best]
    return best.cache.first(length)
  }

  private keep({ ids, positions, shared }: ContextRows, cache: KeyValueCache, passing: boolean): void {
    const { length } = cache
    if (length === 0 || this.kept.some((kept) => kept.cache === cache)) return
    const added = { ids: ids.slice(0, length), positions: positions.slice(0, length), shared, cache, passing }
    const isReplaced = (kept: Kept): boolean =>
      commonStart(kept, added) === kept.cache.length && (kept.passing || kept.cache.length === length)
    this.kept = [...this.kept.filter((kept) => !isReplaced(kept)), added]
    while (this.kept.length > mostKept || bytesOf(this.kept.map((kept) => kept.cache)) > keptBytes) {
      this.kept.shift()
    }
  }
}

/** How many rows two contexts begin with alike, in the same blocks. */
function commonStart(one: ContextRows, other: ContextRows): number {
  const blocks = one.shared === other.shared ? Infinity : Math.min(one.shared, other.shared)
  const length = Math.min(one.ids.length, other.ids.length, blocks)
  let common = 0
  while (
    common < length &&
    one.ids[common] === other.ids[common] &&
    one.positions[common] === other.positions[common]
  ) {
    common += 1
  }
  return common
}
