import type { GraphSession } from '../../runtime/graph-session'
import type { Architecture } from './architecture'
import { readContext, type CallRows, type RawHeadRow } from './graph-calls'
import { bytesOf, KeyValueCache } from './key-value-cache'

/** Rows of one call: enough to compute at full speed, few enough to stop soon. */
const chunkRows = 128

/** What is kept of contexts that were read: five of 512 tokens of the bundled model. */
const keptBytes = 120 << 20

/** Rows to read from left to right: token ids and positions of equal length. */
export interface ContextRows {
  readonly ids: Int32Array
  readonly positions: Int32Array
}

/** Rows whose output is wanted, ascending, and for each the column whose logit is wanted as well. */
export interface AskedRows {
  readonly rows: readonly number[]
  readonly targetColumns: readonly number[]
}

interface Kept extends ContextRows {
  readonly cache: KeyValueCache
  /** Read for what was said of its rows: of use until it is read on. */
  readonly passing: boolean
}

const nothingAsked: AskedRows = { rows: [], targetColumns: [] }

/**
 * Reads contexts with the base weights, and remembers the latest: rows that begin like ones that were read before are
 * read from the first that differs. What a row gives depends on nothing behind it and on no chunk's bounds
 * (attention-graph.ts), so a context read on is the same, bit for bit, as one read anew.
 */
export class ContextReader {
  /** The one used last is last. */
  private kept: Kept[] = []

  constructor(
    private readonly session: GraphSession,
    private readonly architecture: Architecture
  ) {}

  /**
   * Reads rows, a chunk at a time. Where nothing is asked of them, the cache is given whole, ready for a canvas.
   * @param beforeChunk may throw: then what was read so far is remembered.
   */
  async read(
    context: ContextRows,
    beforeChunk: () => Promise<void>,
    asked: AskedRows = nothingAsked
  ): Promise<{ readonly cache: KeyValueCache; readonly heads: RawHeadRow[] }> {
    const { ids, positions } = context
    let cache = this.recall(context, asked.rows[0] ?? ids.length)
    const heads: RawHeadRow[] = []
    try {
      while (cache.length < ids.length) {
        await beforeChunk()
        const start = cache.length
        const end = Math.min(start + chunkRows, ids.length)
        const inChunk = asked.rows.flatMap((row, index) => (row >= start && row < end ? [index] : []))
        const chunk: CallRows = {
          alternatives: 1,
          ids: ids.subarray(start, end),
          positions: positions.subarray(start, end),
          headRows: inChunk.map((index) => asked.rows[index]! - start),
          targetColumns: inChunk.map((index) => asked.targetColumns[index]!)
        }
        const result = await readContext(this.session, this.architecture, chunk, cache)
        cache = result.cache
        heads.push(...result.heads)
      }
      if (asked.rows.length === 0) cache = cache.whole()
    } finally {
      this.keep(context, cache, asked.rows.length > 0)
    }
    return { cache, heads }
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
      const shared = Math.min(sharedStart(kept, context), limit)
      // Of two that serve alike, the one that need not be cut.
      const fits = shared === length && kept.cache.length === length
      if (shared > length || (shared > 0 && fits)) [best, length] = [kept, shared]
    }
    if (best === undefined) {
      const { layers, kvHeads, headDim } = this.architecture
      return KeyValueCache.empty(layers, kvHeads, headDim)
    }
    const cache = best.cache.first(length)
    this.kept = [...this.kept.filter((kept) => kept !== best), best]
    if (cache !== best.cache) this.keep(context, cache, best.passing)
    return cache
  }

  private keep({ ids, positions }: ContextRows, cache: KeyValueCache, passing: boolean): void {
    const { length } = cache
    if (length === 0 || this.kept.some((kept) => kept.cache === cache)) return
    const added = { ids: ids.slice(0, length), positions: positions.slice(0, length), cache, passing }
    const isReplaced = (kept: Kept): boolean =>
      sharedStart(kept, added) === kept.cache.length && (kept.passing || kept.cache.length === length)
    this.kept = [...this.kept.filter((kept) => !isReplaced(kept)), added]
    while (bytesOf(this.kept.map((kept) => kept.cache)) > keptBytes) this.kept.shift()
  }
}

/** How many rows two contexts begin with alike. */
function sharedStart(one: ContextRows, other: ContextRows): number {
  const length = Math.min(one.ids.length, other.ids.length)
  let shared = 0
  while (
    shared < length &&
    one.ids[shared] === other.ids[shared] &&
    one.positions[shared] === other.positions[shared]
  ) {
    shared += 1
  }
  return shared
}
