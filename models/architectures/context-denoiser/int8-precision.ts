import { floatsToHalves } from '../../formats/half-float'
import type { OnnxGraph } from '../../formats/onnx-graph'
import { elementTypes } from '../../formats/onnx-schema'
import { quantiseColumns, zeroPoint } from './column-quantisation'
import { hadamardMatrix, hadamardWidth, transformBlocks } from './hadamard'
import { storeFloats, useTensor, type Precision, type StoredTensor } from './precision'

export interface QuantisedRows {
  /** uint8 [rows, inputs] around `zeroPoint` */
  readonly levels: string
  /** float32 [rows, 1]: the largest magnitude of each row */
  readonly scales: string
}

/** A level as a share of the row's largest magnitude. */
const activationStep = 1 / (zeroPoint - 1)

/** Below this a row counts as zero, and any scale does. */
const smallestMagnitude = 1e-20

/**
 * Eight-bit weights, one scale an output column, times eight-bit activations, one scale a row, summed exactly in
 * 32-bit integers. A row's result depends on that row alone. Weights and activations are Hadamard-transformed before
 * they are rounded (hadamard.ts).
 *
 * Both sides are unsigned around 128: products of unsigned with signed bytes saturate without a word on processors
 * with AVX2 and no VNNI (onnxruntime, "quantization", "U8S8 and saturation"). Seven-bit activations would be exact
 * there with signed weights, and a step a tenth faster, but a half further from 32-bit floats (README.md).
 */
export const int8Precision: Precision<QuantisedRows> = {
  async linear(data, name, weights, outputs, inputs) {
    const turned = weights.slice()
    transformBlocks(turned, hadamardWidth(inputs))
    const { levels, scales } = quantiseColumns(turned, outputs, inputs)
    const storedLevels: StoredTensor = {
      name: `${name}.levels`,
      type: 'uint8',
      dimensions: [inputs, outputs],
      at: await data.append(levels)
    }
    const storedScales = await storeFloats(data, `${name}.scales`, [outputs], scales)
    return {
      apply(graph, output, rows) {
        const zero = graph.byte(zeroPoint)
        const unscaled = graph.node(
          'MatMulIntegerToFloat',
          `${output}.unscaled`,
          [
            rows.levels,
            useTensor(graph, storedLevels),
            graph.scalar(activationStep),
            useTensor(graph, storedScales),
            zero,
            zero
          ],
          { domain: 'com.microsoft' }
        )
        return graph.node('Mul', output, [unscaled, rows.scales])
      }
    }
  },
  activation(graph, name, rows, width) {
    const turned = transformRows(graph, name, rows, width)
    const magnitudes = graph.node('Abs', `${name}.magnitudes`, [turned])
    const largest = graph.node('ReduceMax', `${name}.largest`, [magnitudes, graph.integers([-1])])
    const scales = graph.node('Max', `${name}.scales`, [largest, graph.number(smallestMagnitude)])
    const shares = graph.node('Div', `${name}.shares`, [turned, scales])
    const levels = graph.node('QuantizeLinear', `${name}.levels`, [
      shares,
      graph.scalar(activationStep),
      graph.byte(zeroPoint)
    ])
    return { levels, scales }
  },
  async table(data, name, dimensions, values) {
    return { name, type: 'float16', dimensions, at: await data.append(floatsToHalves(values)) }
  },
  lookUp(graph, name, table, ids) {
    const halves = graph.node('Gather', `${name}.halves`, [useTensor(graph, table), ids])
    return graph.node('Cast', name, [halves], { attributes: { to: { int: elementTypes.float32 } } })
  }
}

/** Hadamard-transforms float32 rows [rows, width]. */
function transformRows(graph: OnnxGraph, name: string, rows: string, width: number): string {
  const block = hadamardWidth(width)
  const blocks = graph.node('Reshape', `${name}.blocks`, [rows, graph.integers([-1, block])])
  const turned = graph.node('MatMul', `${name}.turned`, [
    blocks,
    graph.floats(hadamardMatrix(block), [block, block])
  ])
  return graph.node('Reshape', `${name}.turned_rows`, [turned, graph.integers([-1, width])])
}
