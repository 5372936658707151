/** Keys and values of one layer, for heads of width `headDim`. */
export interface LayerCache {
  /** [kvHeads, headDim, length + 1] */
  readonly keys: Float32Array
  /** [kvHeads, length + 1, headDim] */
  readonly values: Float32Array
}

/**
 * Keys and values of the rows read so far, in all layers. Immutable. In front of the rows stands a row of zeros that nobody
 * may see: an empty tensor brings the WebGPU provider down (onnxruntime 1.30).
 */
export class KeyValueCache {
  constructor(
    private readonly kvHeads: number,
    private readonly headDim: number,
    readonly length: number,
    readonly layers: readonly LayerCache[]
  ) {}

  static empty(layers: number, kvHeads: number, headDim: number): KeyValueCache {
    const nobody = new Float32Array(kvHeads * headDim)
    return new KeyValueCache(
      kvHeads,
      headDim,
      0,
      Array<LayerCache>(layers).fill({ keys: nobody, values: nobody })
    )
  }

  /** Keys that a call attends to: the rows and the one in front of them. */
  get width(): number {
    return this.length + 1
  }

  get bytes(): number {
    return this.layers.reduce((sum, { keys, values }) => sum + keys.byteLength + values.byteLength, 0)
  }

  /** With `count` rows more, in the layers as a graph gives them back. */
  grown(count: number, layers: readonly LayerCache[]): KeyValueCache {
    return new KeyValueCache(this.kvHeads, this.headDim, this.length + count, layers)
  }

  /** The first `length` rows. */
  first(length: number): KeyValueCache {
    if (length === this.length) return this
    const { kvHeads, headDim, width } = this
    const layers = this.layers.map(({ keys, values }) => ({
      keys: startOfLines(kvHeads * headDim, keys, width, length + 1),
      values: startOfLines(kvHeads, values, width * headDim, (length + 1) * headDim)
    }))
    return new KeyValueCache(kvHeads, headDim, length, layers)
  }
}

/** The first `kept` numbers of each of `lines` lines of `width`. */
function startOfLines(lines: number, from: Float32Array, width: number, kept: number): Float32Array {
  const starts = new Float32Array(lines * kept)
  for (let line = 0; line < lines; line += 1) {
    starts.set(from.subarray(line * width, line * width + kept), line * kept)
  }
  return starts
}
