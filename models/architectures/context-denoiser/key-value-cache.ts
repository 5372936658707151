/** Keys and values of one layer, for heads of width `headDim`. */
export interface LayerCache {
  /** [kvHeads, headDim, length] */
  readonly keys: Float32Array
  /** [kvHeads, length, headDim] */
  readonly values: Float32Array
}

/** Keys and values of the rows read so far, in all layers. Immutable. */
export class KeyValueCache {
  private constructor(
    private readonly kvHeads: number,
    private readonly headDim: number,
    readonly length: number,
    readonly layers: readonly LayerCache[]
  ) {}

  static empty(layers: number, kvHeads: number, headDim: number): KeyValueCache {
    const none = { keys: new Float32Array(0), values: new Float32Array(0) }
    return new KeyValueCache(kvHeads, headDim, 0, Array<LayerCache>(layers).fill(none))
  }

  /** These rows and then `count` more. */
  append(count: number, layers: readonly LayerCache[]): KeyValueCache {
    const { kvHeads, headDim } = this
    const length = this.length + count
    const joined = this.layers.map((old, layer) => ({
      keys: joinLines(kvHeads * headDim, old.keys, this.length, layers[layer]!.keys, count),
      values: joinLines(kvHeads, old.values, this.length * headDim, layers[layer]!.values, count * headDim)
    }))
    return new KeyValueCache(kvHeads, headDim, length, joined)
  }

  /** These rows without some of them. `rows` ascending. */
  without(rows: readonly number[]): KeyValueCache {
    if (rows.length === 0) return this
    const { kvHeads, headDim, length } = this
    const layers = this.layers.map(({ keys, values }) => ({
      keys: dropFromLines(kvHeads * headDim, keys, length, rows, 1),
      values: dropFromLines(kvHeads, values, length, rows, headDim)
    }))
    return new KeyValueCache(kvHeads, headDim, length - rows.length, layers)
  }
}

/** Appends to each of `lines` lines of `width` numbers `added` more. */
function joinLines(
  lines: number,
  old: Float32Array,
  width: number,
  more: Float32Array,
  added: number
): Float32Array {
  const joined = new Float32Array(lines * (width + added))
  for (let line = 0; line < lines; line += 1) {
    const start = line * (width + added)
    joined.set(old.subarray(line * width, (line + 1) * width), start)
    joined.set(more.subarray(line * added, (line + 1) * added), start + width)
  }
  return joined
}

/** Leaves the cells `dropped` (ascending) out of each of `lines` lines of `cells` cells of `cellWidth` numbers. */
function dropFromLines(
  lines: number,
  old: Float32Array,
  cells: number,
  dropped: readonly number[],
  cellWidth: number
): Float32Array {
  const kept = new Float32Array(lines * (cells - dropped.length) * cellWidth)
  let position = 0
  for (let line = 0; line < lines; line += 1) {
    let from = 0
    for (const end of [...dropped, cells]) {
      const part = old.subarray((line * cells + from) * cellWidth, (line * cells + end) * cellWidth)
      kept.set(part, position)
      position += part.length
      from = end + 1
    }
  }
  return kept
}
