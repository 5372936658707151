import type { ExternalLocation } from './external-data'
import {
  attributeTypes,
  elementTypes,
  externalLocation,
  modelType,
  type OnnxElementType
} from './onnx-schema'

export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly graph: object }

/** A value and what is known of its shape. */
export interface ValueDescription {
  readonly name: string
  readonly type: OnnxElementType
  readonly dimensions: readonly Dimension[]
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>
  /** Operator set; the ONNX one where left out. */
  readonly domain?: 'com.microsoft'
}

/** A size, or the name of a size that is known at run time only. */
export type Dimension = number | string

const irVersion = 9
const operatorSets = [
  { domain: '', version: 20 },
  { domain: 'com.microsoft', version: 1 }
]

/** Collects the nodes, constants, inputs and outputs of a graph, in order of execution, and encodes it. */
export class OnnxGraph {
  private nodes: object[] = []
  private readonly initializers: object[] = []
  private readonly inputs: object[] = []
  private readonly outputs: object[] = []
  private readonly constants = new Map<string, string>()

  constructor(private readonly name: string) {}

  input(name: string, type: OnnxElementType, dimensions: readonly Dimension[]): string {
    this.inputs.push(valueInfo({ name, type, dimensions }))
    return name
  }

  /** Declares that a node's output is an output of the graph. */
  output(name: string, type: OnnxElementType, dimensions: readonly Dimension[]): void {
    this.outputs.push(valueInfo({ name, type, dimensions }))
  }

  /** Adds a node with one output and returns that output's name; `name` must be new. */
  node(operator: string, name: string, inputs: readonly string[], options: NodeOptions = {}): string {
    this.nodeWithOutputs(operator, [name], inputs, options)
    return name
  }

  /** Adds a node with several outputs; '' leaves one out. */
  nodeWithOutputs(
    operator: string,
    outputs: readonly string[],
    inputs: readonly string[],
    { attributes = {}, domain }: NodeOptions = {}
  ): void {
    this.nodes.push({
      opType: operator,
      name: outputs.find((output) => output !== ''),
      input: inputs,
      output: outputs,
      attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
      ...(domain === undefined ? {} : { domain })
    })
  }

  /**
   * Adds two sets of nodes of which one is computed, as a condition says; both may use all values that were added before. Each gives
   * values of the same types, under whatever names, which then have the names of `outputs`.
   */
  either(
    condition: string,
    outputs: readonly ValueDescription[],
    then: () => readonly string[],
    otherwise: () => readonly string[]
  ): void {
    const before = this.nodes
    const branch = (name: string, add: () => readonly string[]): Attribute => {
      this.nodes = []
      const given = add()
      const output = given.map((value, index) => valueInfo({ ...outputs[index]!, name: value }))
      return { graph: { name, node: this.nodes, output } }
    }
    const attributes = { then_branch: branch('then', then), else_branch: branch('otherwise', otherwise) }
    this.nodes = before
    this.nodeWithOutputs(
      'If',
      outputs.map(({ name }) => name),
      [condition],
      { attributes }
    )
  }

  /** A vector of integers inside the file; equal ones are stored once. */
  integers(values: readonly number[]): string {
    return this.constant('int64', [values.length], new BigInt64Array(values.map(BigInt)))
  }

  /** Numbers inside the file; equal ones are stored once. */
  floats(values: Float32Array, dimensions: readonly number[]): string {
    return this.constant('float32', dimensions, values)
  }

  /** A number inside the file, of shape [1]; equal ones are stored once. */
  number(value: number): string {
    return this.floats(new Float32Array([value]), [1])
  }

  /** A number inside the file, of shape []; equal ones are stored once. */
  scalar(value: number): string {
    return this.floats(new Float32Array([value]), [])
  }

  /** A byte inside the file, of shape []; equal ones are stored once. */
  byte(value: number): string {
    return this.constant('uint8', [], new Uint8Array([value]))
  }

  /** A signed byte inside the file, of shape []; equal ones are stored once. */
  signedByte(value: number): string {
    return this.constant('int8', [], new Int8Array([value]))
  }

  /** A tensor whose bytes lie in another file. */
  external(name: string, type: OnnxElementType, dimensions: readonly number[], at: ExternalLocation): string {
    this.initializers.push({
      name,
      dims: dimensions,
      dataType: elementTypes[type],
      dataLocation: externalLocation,
      externalData: [
        { key: 'location', value: at.file },
        { key: 'offset', value: String(at.offset) },
        { key: 'length', value: String(at.length) }
      ]
    })
    return name
  }

  /** The bytes of the ONNX file. */
  encode(): Uint8Array {
    const model = modelType.create({
      irVersion,
      producerName: 'lacuna',
      opsetImport: operatorSets,
      graph: {
        name: this.name,
        node: this.nodes,
        initializer: this.initializers,
        input: this.inputs,
        output: this.outputs
      }
    })
    return modelType.encode(model).finish()
  }

  private constant(
    type: OnnxElementType,
    dimensions: readonly number[],
    values: BigInt64Array | Float32Array | Uint8Array | Int8Array
  ): string {
    const key = `${type} ${dimensions.join()} ${values.join()}`
    const known = this.constants.get(key)
    if (known !== undefined) return known
    const name = `constant_${this.constants.size}`
    this.constants.set(key, name)
    this.initializers.push({
      name,
      dims: dimensions,
      dataType: elementTypes[type],
      rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    })
    return name
  }
}

function valueInfo({ name, type, dimensions }: ValueDescription): object {
  const dim = dimensions.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }))
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } }
}

function encodeAttribute(name: string, attribute: Attribute): object {
  if ('float' in attribute) return { name, type: attributeTypes.float, f: attribute.float }
  if ('int' in attribute) return { name, type: attributeTypes.int, i: attribute.int }
  if ('graph' in attribute) return { name, type: attributeTypes.graph, g: attribute.graph }
  return { name, type: attributeTypes.ints, ints: attribute.ints }
}
