import type { CanvasMemory } from '../denoiser'
import { DenoiserError } from '../denoiser-error'
import { fewestRows } from './graph-calls'
import { copyRows, type CachedRows, type RowShape } from './cached-rows'

/** Remembers the rows of one alternative's canvases as they were computed last, from call to call. */
export class KnownCanvas implements CanvasMemory {
  readonly kind = 'canvas-memory'
  /** Token id of each canvas row when it was computed; empty where nothing is known yet. */
  private ids: Int32Array = new Int32Array()
  private data = new Float32Array()

  /** @throws DenoiserError `bad-request` for a memory of another denoiser */
  static from(memory: CanvasMemory): KnownCanvas {
    if (memory instanceof KnownCanvas) return memory
    throw new DenoiserError('bad-request', 'What is remembered of the canvases comes from another model.')
  }

  get isEmpty(): boolean {
    return this.ids.length === 0
  }

  /**
   * Gives keys and values of all canvas rows to a call, which may overwrite those that it computes; nothing is known until what it
   * computed is learned. Undefined where nothing was known.
   */
  lend(): CachedRows | undefined {
    if (this.isEmpty) return undefined
    const count = this.ids.length
    this.ids = new Int32Array()
    return { data: this.data, rows: count, start: 0, count }
  }

  /**
   * Canvas rows to compute, ascending, where the tokens are `ids`: all of them at first, then those that are asked and those whose token has changed.
   * The others keep their keys and values, which were computed when less was revealed.
   */
  rowsToCompute(ids: Int32Array, asked: readonly number[]): Int32Array {
    const all = ids.map((_, row) => row)
    if (this.isEmpty) return all
    const wanted = new Set(asked)
    const rows = all.filter((row) => wanted.has(row) || ids[row] !== this.ids[row])
    if (rows.length >= fewestRows) return rows
    const [only = 0] = rows
    return only === 0 ? Int32Array.of(0, 1) : Int32Array.of(only - 1, only)
  }

  /** Takes over the rows that a call computed: with them, all are those of the tokens `ids`, or were when they were computed. */
  learn(shape: RowShape, ids: Int32Array, places: Int32Array, computed: CachedRows): void {
    const size = 2 * shape.layers * ids.length * shape.width
    if (this.data.length !== size) this.data = new Float32Array(size)
    places.forEach((place, row) => {
      const one = { ...computed, start: computed.start + row, count: 1 }
      copyRows(shape, [one], { data: this.data, rows: ids.length, start: place })
    })
    this.ids = ids
  }
}
