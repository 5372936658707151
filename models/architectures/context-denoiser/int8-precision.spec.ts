import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../diffusion/random'
import { ExternalDataWriter } from '../../formats/external-data'
import { OnnxGraph } from '../../formats/onnx-graph'
import { cpuPrecision } from '../../runtime/cpu-precision'
import { openGraph } from '../../runtime/onnx-session'
import { int8Precision } from './int8-precision'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'int8-precision-'))
})

afterAll(() => rm(directory, { recursive: true }))

/** W x for rows x through the runtime. `weights` [outputs, inputs], `rows` [count, inputs]. */
async function multiply(
  sign: 'signed' | 'unsigned',
  weights: Float32Array,
  rows: Float32Array,
  inputs: number
): Promise<Float32Array> {
  const precision = int8Precision(sign)
  const folder = await mkdtemp(join(directory, 'case-'))
  const data = new ExternalDataWriter(folder)
  const outputs = weights.length / inputs
  const linear = await precision.linear(data, 'weights', weights, outputs, inputs, 'free')
  await data.close()
  const graph = new OnnxGraph('linear')
  const input = graph.input('rows', 'float32', ['count', inputs])
  graph.output(
    linear.apply(graph, 'product', precision.activation(graph, 'ready', input, inputs, 'free')),
    'float32',
    ['count', outputs]
  )
  const path = join(folder, 'linear.onnx')
  await writeFile(path, graph.encode())
  const session = await openGraph(path, 'cpu')
  const dimensions = [rows.length / inputs, inputs]
  const { product } = await session.run({ rows: { type: 'float32', data: rows, dimensions } }, ['product'])
  await session.release()
  if (product?.type !== 'float32') throw new TypeError('no product')
  return product.data
}

/** Signed weights are for processors that multiply them exactly. */
const signs = (await cpuPrecision()) === 'int8' ? (['signed', 'unsigned'] as const) : (['unsigned'] as const)

describe.each(signs)('eight-bit products with %s weights', (sign) => {
  it('never saturate: the largest levels on both sides sum up exactly', async () => {
    // An odd width has no Hadamard transform, so that the levels are the extremes themselves.
    const inputs = 513
    const rows = [1, -1].map((sign) => new Float32Array(inputs).fill(sign))
    const both = Float32Array.from(rows.flatMap((row) => [...row]))
    const product = await multiply(sign, both, both, inputs)
    expect([...product].map((value) => Math.round(value * 1000) / 1000)).toEqual([513, -513, -513, 513])
  })

  it('are as close to exact ones as eight bits allow, for rows of very different size', async () => {
    const inputs = 192
    const random = new Random(5)
    const uniform = (length: number): Float32Array =>
      Float32Array.from({ length }, () => 2 * random.uniform() - 1)
    const weights = uniform(40 * inputs)
    const rows = uniform(3 * inputs)
    for (let input = 0; input < inputs; input += 1) rows[inputs + input]! *= 1e4
    for (let input = 0; input < inputs; input += 1) rows[2 * inputs + input] = 0
    const product = await multiply(sign, weights, rows, inputs)
    product.forEach((value, at) => {
      const [row, output] = [Math.floor(at / 40), at % 40]
      let exact = 0
      let power = 0
      for (let input = 0; input < inputs; input += 1) {
        const x = rows[row * inputs + input]!
        exact += x * weights[output * inputs + input]!
        power += x * x
      }
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(0.05 * Math.sqrt(power))
    })
  })
})
