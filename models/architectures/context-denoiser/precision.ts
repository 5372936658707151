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

/** y = W x for rows x; the weights are stored, `apply` adds the nodes that multiply by them. */
export interface Linear<Activation> {
  /** @returns the name of a float32 value [rows, outputs] */
  apply(graph: OnnxGraph, name: string, input: Activation): string
}

/** How weights are held and multiplied. `Activation` is a value made ready for products. */
export interface Precision<Activation> {
  /** Stores weights [outputs, inputs], row-major; they are left as they are. */
  linear(
    data: ExternalDataWriter,
    name: string,
    weights: Float32Array,
    outputs: number,
    inputs: number
  ): Promise<Linear<Activation>>
  /** Makes float32 rows [rows, width] ready; done once for all maps that read the same rows. */
  activation(graph: OnnxGraph, name: string, rows: string, width: number): Activation
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
