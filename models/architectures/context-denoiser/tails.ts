import { copyRows, type CachedRows, type RowShape } from './cached-rows'

/** What is known of one alternative besides the front. */
export interface Tail {
  /** Keys and values that it sees, one set of rows behind the other. */
  readonly tail: readonly CachedRows[]
  /** Whether the buffer of its tail may be used for the call. */
  readonly isLent: boolean
}

/**
 * Lays out the tails of a call: [2 · layers, alternatives, own, width], whatever was there before where rows of the call go and behind a tail.
 * Buffers are used again: megabytes that are garbage after each call keep the collector busy.
 */
export class Tails {
  private spare = new Float32Array()

  constructor(private readonly shape: RowShape) {}

  /** Makes a call with the tails of all alternatives, each with room for `own` rows. */
  async use<Result>(
    alternatives: readonly Tail[],
    own: number,
    call: (tails: Float32Array) => Promise<Result>
  ): Promise<Result> {
    const lent = lentBuffer(alternatives, own)
    if (lent !== undefined) return call(lent)
    const { spare } = this
    const size = 2 * this.shape.layers * alternatives.length * own * this.shape.width
    // Another call may begin before this one ends: it takes a buffer of its own.
    this.spare = new Float32Array()
    const buffer = spare.length < size ? new Float32Array(size) : spare
    const rows = alternatives.length * own
    alternatives.forEach(({ tail }, index) => {
      copyRows(this.shape, tail, { data: buffer, rows, start: index * own })
    })
    const result = await call(buffer.subarray(0, size))
    this.spare = buffer
    return result
  }
}

/** The buffer of a single alternative that lends it, if it is laid out as it must be. */
function lentBuffer(alternatives: readonly Tail[], own: number): Float32Array | undefined {
  const [{ isLent, tail }, ...others] = alternatives as readonly [Tail, ...Tail[]]
  const [rows] = tail
  const isLaidOut = isLent && others.length === 0 && rows?.count === own && rows.rows === own
  return isLaidOut ? rows.data : undefined
}
