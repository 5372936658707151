/** A tensor that goes into or comes out of a graph. */
export type TensorValue =
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dimensions: readonly number[] }
  | { readonly type: 'int32'; readonly data: Int32Array; readonly dimensions: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly dimensions: readonly number[] }

/** A loaded graph. The only thing that architectures know of a runtime. */
export interface GraphSession {
  /** Runs the graph once, for the outputs named. Blocks this process while it computes. */
  run(
    inputs: Readonly<Record<string, TensorValue>>,
    outputs: readonly string[]
  ): Promise<Readonly<Record<string, TensorValue>>>
  /** Gives the memory back. */
  release(): Promise<void>
}
