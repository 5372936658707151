import type { Branch, RawHeadRow, ReadBranch } from './graph-calls'
import type { KeyValueCache } from './key-value-cache'

/**
 * Rows of a block: a row sums over the blocks before its own, and apart from them over its own. So it gives the same bits however the rows
 * before it were come by. A call reads a block at most: it cannot be interrupted, and a stop must not wait for long. Blocks of 128 rows would take
 * a tenth less time a row, and their calls up to 175 ms on two cores that paint a window at the same time.
 */
const blockRows = 64

/** The first block has the row of the beginning of text besides: 512 tokens of context would take a call more for one row. */
const firstBlockRows = blockRows + 1

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

/** Rows whose output is wanted, ascending, for each the column whose logit is wanted as well, and how many of the best candidates. */
export interface AskedRows {
  readonly rows: readonly number[]
  readonly targetColumns: readonly number[]
  readonly candidates: number
}

/** What was said of a row, and of which column. */
export interface KnownHead {
  readonly head: RawHeadRow
  readonly targetColumn: number
}

/** Rows that were read, and what was said of some of them. */
export interface SaidRows {
  readonly cache: KeyValueCache
  readonly said: ReadonlyMap<number, KnownHead>
}

/** A reading on its way. */
export class Reading implements SaidRows {
  /** Of the rows asked for that were read. */
  readonly said = new Map<number, KnownHead>()

  constructor(
    readonly rows: ContextRows,
    readonly asked: AskedRows,
    public cache: KeyValueCache
  ) {}

  get heads(): RawHeadRow[] {
    return this.asked.rows.map((row) => this.said.get(row)!.head)
  }

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

  /** Rows that one call reads: no more than their block has. */
  get next(): number {
    const { length } = this.cache
    const { block } = this
    const end = block + (block === 0 ? firstBlockRows : blockRows)
    const sharedEnd = length < this.rows.shared ? this.rows.shared : Infinity
    return Math.min(this.left, Math.min(end, sharedEnd) - length)
  }

  /** Rows that need not be read if another reading reads them: both begin alike, and the same is asked of them. */
  inCommonWith({ rows, asked }: Reading): number {
    const columns = new Map(asked.rows.map((row, index) => [row, asked.targetColumns[index]]))
    const other = this.asked.rows.findIndex(
      (row, index) =>
        columns.get(row) !== this.asked.targetColumns[index] || asked.candidates < this.asked.candidates
    )
    return Math.min(commonStart(this.rows, rows), this.asked.rows[other] ?? Infinity)
  }

  /** Takes over the first `common` rows of another reading, as far as it has them, if these are more than its own. */
  follow({ cache, said }: SaidRows, common: number): void {
    const end = Math.min(common, cache.length)
    if (end <= this.cache.length) return
    this.cache = cache.first(end)
    for (const row of this.asked.rows) {
      const known = row < end ? said.get(row) : undefined
      if (known !== undefined) this.said.set(row, known)
    }
  }

  /** The next rows. */
  branch(): Branch {
    const { ids, positions } = this.rows
    const { rows, targetColumns } = this.asked
    const start = this.cache.length
    const end = start + this.next
    const inChunk = this.askedBetween(start, end)
    return {
      past: this.cache,
      rows: {
        ids: ids.subarray(start, end),
        positions: positions.subarray(start, end),
        headRows: inChunk.map((index) => rows[index]! - start),
        targetColumns: inChunk.map((index) => targetColumns[index]!)
      }
    }
  }

  /** Takes over what the call gave. */
  readOn({ cache, heads }: ReadBranch): void {
    const { rows, targetColumns } = this.asked
    this.askedBetween(this.cache.length, cache.length).forEach((index, at) => {
      this.said.set(rows[index]!, { head: heads[at]!, targetColumn: targetColumns[index]! })
    })
    this.cache = cache
  }

  /** Indices into what is asked, of rows `start` … `end` − 1. */
  private askedBetween(start: number, end: number): number[] {
    return this.asked.rows.flatMap((row, index) => (row >= start && row < end ? [index] : []))
  }
}

/** How many rows two contexts begin with alike, in the same blocks. */
export function commonStart(one: ContextRows, other: ContextRows): number {
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
