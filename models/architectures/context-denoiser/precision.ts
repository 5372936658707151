import type { ExternalDataWriter, ExternalLocation } from '../../formats/external-data'
import type { OnnxGraph } from '../../formats/onnx-graph'
import type { OnnxElementType } from '../../formats/onnx-schema'

/** A tensor that was written once and that several graphs may use. */
export interface StoredTensor {
  readonly name: string
  readonly type: OnnxElementType
  readonly dimensions: readonly number[]
  readonly at: ExternalLocation
}

/** Makes a stored tensor known to a graph and returns its name there. */
export function useTensor(graph: OnnxGraph, { name, type, dimensions, at }: StoredTensor): string {
  return graph.external(name, type, dimensions, at)
}

const bytesOf = (floats: Float32Array): Uint8Array =>
  new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)

/** Stores 32-bit floats. */
export async function storeFloats(
  data: ExternalDataWriter,
  name: string,
  dimensions: readonly number[],
  floats: Float32Array
): Promise<StoredTensor> {
  return { name, type: 'float32', dimensions, at: await data.append(bytesOf(floats)) }
}

/**
 * Rows that go into a linear map: `normalised` have root mean square 1 (hidden states behind a norm without gain), `attended`
 * are what the heads of an attention give, `free` are any others. The first two are turned already where a precision turns.
 */
export type RowKind = 'normalised' | 'attended' | 'free'

/** y = W x for rows x; the weights are stored, `apply` adds the nodes that multiply by them. */
export interface Linear<Activation> {
  /** @returns the name of a float32 value [rows, outputs] */
  apply(graph: OnnxGraph, name: string, input: Activation): string
}

/** How weights are held and multiplied. `Activation` is a value made ready for products. */
export interface Precision<Activation> {
  /** Whether hidden states and the values of each head are held Hadamard-transformed (hadamard.ts). */
  readonly turned: boolean
  /** Stores weights [outputs, inputs], row-major, for rows of a kind; they are left as they are. */
  linear(
    data: ExternalDataWriter,
    name: string,
    weights: Float32Array,
    outputs: number,
    inputs: number,
    kind: RowKind
  ): Promise<Linear<Activation>>
  /** Makes float32 rows [rows, width] ready; done once for all maps that read the same rows. */
  activation(graph: OnnxGraph, name: string, rows: string, width: number, kind: RowKind): Activation
  /** Stores a table [ids, width]. */
  table(
    data: ExternalDataWriter,
    name: string,
    dimensions: readonly [number, number],
    values: Float32Array
  ): Promise<StoredTensor>
  /** Rows of a table as float32 [ids.length, width]. */
  lookUp(graph: OnnxGraph, name: string, table: StoredTensor, ids: string): string
}
