import { floatsToHalves } from '../../formats/half-float'
import type { OnnxGraph } from '../../formats/onnx-graph'
import { elementTypes } from '../../formats/onnx-schema'
import { largestLevel, quantiseColumns } from './column-quantisation'
import { hadamardWidth, transformBlocks, turnRows } from './hadamard'
import { storeFloats, useTensor, type Precision, type StoredTensor } from './precision'

export interface QuantisedRows {
  /** uint8 [rows, inputs] around `zeroPoint` */
  readonly levels: string
  /** What one level stands for, before `scales`. */
  readonly step: number
  /** float32 [rows, 1], where each row has a scale of its own. */
  readonly scales: string | undefined
}

/** The level of activations that stands for zero, and of unsigned weights. */
const zeroPoint = 128

/** Where normalised rows are cut off. Their root mean square is 1, and turned rows have hardly an outlier. */
const normalisedLimit = 4

/** Below this a row counts as zero, and any scale does. */
const smallestMagnitude = 1e-20

/**
 * Eight-bit weights, one scale an output column, times eight-bit activations, summed exactly in 32-bit integers. Normalised
 * rows share one scale, others have one each: a row's result depends on that row alone. Both sides are Hadamard-transformed
 * before they are rounded (hadamard.ts).
 *
 * Activations are unsigned around 128, weights signed or unsigned around 128, which is the same to the last bit.
 * Processors with VNNI multiply unsigned with signed bytes fastest; older ones with AVX2 saturate there without a word
 * (onnxruntime, "quantization", "U8S8 and saturation"), and need unsigned weights.
 */
export function int8Precision(weightSign: 'signed' | 'unsigned'): Precision<QuantisedRows> {
  return {
    turned: true,
    async linear(data, name, weights, outputs, inputs, kind) {
      const turned = weights.slice()
      if (kind === 'free') transformBlocks(turned, hadamardWidth(inputs))
      const { levels, scales } = quantiseColumns(turned, outputs, inputs)
      const bytes = new Uint8Array(levels.buffer)
      if (weightSign === 'unsigned') for (let at = 0; at < bytes.length; at += 1) bytes[at]! ^= zeroPoint
      const storedLevels: StoredTensor = {
        name: `${name}.levels`,
        type: weightSign === 'signed' ? 'int8' : 'uint8',
        dimensions: [inputs, outputs],
        at: await data.append(bytes)
      }
      const storedScales = await storeFloats(data, `${name}.scales`, [outputs], scales)
      return {
        apply(graph, output, rows) {
          const product = rows.scales === undefined ? output : `${output}.unscaled`
          graph.node(
            'MatMulIntegerToFloat',
            product,
            [
              rows.levels,
              useTensor(graph, storedLevels),
              graph.scalar(rows.step),
              useTensor(graph, storedScales),
              graph.byte(zeroPoint),
              weightSign === 'signed' ? graph.signedByte(0) : graph.byte(zeroPoint)
            ],
            { domain: 'com.microsoft' }
          )
          return rows.scales === undefined ? product : graph.node('Mul', output, [product, rows.scales])
        }
      }
    },
    activation(graph, name, rows, width, kind) {
      if (kind === 'normalised') return quantise(graph, name, rows, normalisedLimit, undefined)
      const turned = kind === 'free' ? turnRows(graph, name, rows, width) : rows
      const magnitudes = graph.node('Abs', `${name}.magnitudes`, [turned])
      const largest = graph.node('ReduceMax', `${name}.largest`, [magnitudes, graph.integers([-1])])
      const scales = graph.node('Max', `${name}.scales`, [largest, graph.number(smallestMagnitude)])
      return quantise(graph, name, graph.node('Div', `${name}.shares`, [turned, scales]), 1, scales)
    },
    async table(data, name, dimensions, values) {
      return { name, type: 'float16', dimensions, at: await data.append(floatsToHalves(values)) }
    },
    lookUp(graph, name, table, ids) {
      const halves = graph.node('Gather', `${name}.halves`, [useTensor(graph, table), ids])
      return graph.node('Cast', name, [halves], { attributes: { to: { int: elementTypes.float32 } } })
    }
  }
}

/** Rounds rows to levels; what lies beyond ± `limit` is cut off. */
function quantise(
  graph: OnnxGraph,
  name: string,
  rows: string,
  limit: number,
  scales: string | undefined
): QuantisedRows {
  const step = limit / largestLevel
  const levels = graph.node('QuantizeLinear', `${name}.levels`, [
    rows,
    graph.scalar(step),
    graph.byte(zeroPoint)
  ])
  return { levels, step, scales }
}
