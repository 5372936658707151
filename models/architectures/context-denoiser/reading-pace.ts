/** Rows of one reading that a call takes on any machine, where there are so many; where something is asked of them, no more. */
export const fewRows = 64

/** Rows that a call takes on a machine that is fast enough: a fifth less time a row than with half of them, on a processor with AMX. */
const manyRows = 128

/** Milliseconds that a call may take, about: it cannot be interrupted, and a stop has 150 of them. */
const longestCall = 130

/** Calls of fewer rows say little of what many take. */
const telling = 32

/**
 * How many rows a call reads: as many as this machine gets through before a stop would have to wait, as the call before has shown. What is
 * read is the same.
 */
export class ReadingPace {
  private millisecondsPerRow = Infinity

  /** @param now milliseconds */
  constructor(private readonly now: () => number) {}

  get rows(): number {
    return manyRows * this.millisecondsPerRow <= longestCall ? manyRows : fewRows
  }

  /** Makes a call of so many rows and learns from its time. */
  async keep<Result>(rows: number, call: () => Promise<Result>): Promise<Result> {
    const started = this.now()
    const result = await call()
    if (rows >= telling) this.millisecondsPerRow = (this.now() - started) / rows
    return result
  }
}
