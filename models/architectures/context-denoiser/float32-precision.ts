import { storeFloats, useTensor, type Precision } from './precision'

/** Everything in 32-bit floats: the reference, and what WebGPU runs. */
export const float32Precision: Precision<string> = {
  turned: false,
  async linear(data, name, weights, outputs, inputs) {
    const stored = await storeFloats(data, name, [outputs, inputs], weights)
    return {
      apply: (graph, output, rows) =>
        graph.node('Gemm', output, [rows, useTensor(graph, stored)], { attributes: { transB: { int: 1 } } })
    }
  },
  activation: (_graph, _name, rows) => rows,
  table: storeFloats,
  lookUp: (graph, name, table, ids) => graph.node('Gather', name, [useTensor(graph, table), ids])
}
