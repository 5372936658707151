import { Tensor } from 'onnxruntime-node'
import type { PrecisionName } from '../architectures/context-denoiser/build-graphs'
import { OnnxGraph } from '../formats/onnx-graph'
import { createSession } from './onnx-session'

/** Side of the matrices of the trial. */
const size = 64
const largest = 127

/**
 * How the weights of a CPU's graphs are held. Products of unsigned with signed bytes are the fastest where processors have
 * instructions for them (VNNI; ARM), and saturate without a word on x64 processors that have none: so it is tried.
 */
export async function cpuPrecision(): Promise<PrecisionName> {
  const session = await createSession(trialGraph(), 'cpu')
  try {
    const matrix = new Tensor('float32', new Float32Array(size ** 2).fill(largest), [size, size])
    const { product } = await session.run({ left: matrix, right: matrix })
    const values = product?.data
    const exact =
      values instanceof Float32Array && values.every((value) => value === size * largest * largest)
    return exact ? 'int8' : 'int8-unsigned'
  } finally {
    await session.release()
  }
}

/** Multiplies two matrices as the eight-bit graphs do: unsigned levels around 128 by signed ones. */
function trialGraph(): Uint8Array {
  const graph = new OnnxGraph('trial')
  const levels = (side: string, zero: string): string =>
    graph.node('QuantizeLinear', `${side}_levels`, [
      graph.input(side, 'float32', [size, size]),
      graph.scalar(1),
      zero
    ])
  const [unsignedZero, signedZero] = [graph.byte(128), graph.signedByte(0)]
  graph.node(
    'MatMulIntegerToFloat',
    'product',
    [
      levels('left', unsignedZero),
      levels('right', signedZero),
      graph.scalar(1),
      graph.scalar(1),
      unsignedZero,
      signedZero
    ],
    { domain: 'com.microsoft' }
  )
  graph.output('product', 'float32', [size, size])
  return graph.encode()
}
