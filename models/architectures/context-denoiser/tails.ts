import { copyRows, countOf, type CachedRows, type RowShape } from './key-value-cache'

/** What is known of one alternative besides the front. */
export interface Tail {
  /** Keys and values that it sees, one set of rows behind the other. */
  readonly tail: readonly CachedRows[]
  /** Where rows of the call go among them and behind them, ascending. */
  readonly places: Int32Array
  /** Whether the buffer of its tail may be used for the call. */
  readonly isLent: boolean
}

/**
 * Lays out the tails of a call: [2 · layers, alternatives, own, width], zeros where rows of the call go and behind a tail. Buffers are used
 * again: megabytes that are garbage after each call would keep the collector busy for a twentieth of a fill.
 */
export class Tails {
  private spare = new Float32Array()

  constructor(private readonly shape: RowShape) {}

  /** Makes a call with the tails of all alternatives, each filled up to `own` rows. */
  async use<Result>(
    alternatives: readonly Tail[],
    own: number,
    call: (tails: Float32Array) => Promise<Result>
  ): Promise<Result> {
    const lent = this.lent(alternatives, own)
    if (lent !== undefined) return call(lent)
    const { spare } = this
    const size = 2 * this.shape.layers * alternatives.length * own * this.shape.width
    // Another call may begin before this one ends: it takes a buffer of its own.
    this.spare = new Float32Array()
    const buffer = spare.length < size ? new Float32Array(size) : spare
    const rows = alternatives.length * own
    alternatives.forEach(({ tail, places }, index) => {
      const start = index * own
      copyRows(this.shape, tail, { data: buffer, rows, start })
      const filled = countOf(tail)
      for (const place of places) if (place < filled) this.clear(buffer, rows, start + place, 1)
      this.clear(buffer, rows, start + filled, own - filled)
    })
    const result = await call(buffer.subarray(0, size))
    this.spare = buffer
    return result
  }

  /** The buffer of a single alternative that lends it, if it is laid out as it must be. */
  private lent(alternatives: readonly Tail[], own: number): Float32Array | undefined {
    const [{ isLent, tail, places }, ...others] = alternatives as readonly [Tail, ...Tail[]]
    const [rows] = tail
    if (!isLent || others.length > 0 || rows?.count !== own || rows.rows !== own) return undefined
    for (const place of places) this.clear(rows.data, own, place, 1)
    return rows.data
  }

  private clear(data: Float32Array, rows: number, start: number, count: number): void {
    const { layers, width } = this.shape
    for (let part = 0; part < 2 * layers; part += 1) {
      const begin = (part * rows + start) * width
      data.fill(0, begin, begin + count * width)
    }
  }
}
