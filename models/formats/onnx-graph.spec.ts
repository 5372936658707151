import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openGraph } from '../runtime/onnx-session'
import { ExternalDataWriter } from './external-data'
import { OnnxGraph } from './onnx-graph'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onnx-graph-'))
})

afterEach(() => rm(directory, { recursive: true }))

describe('an encoded graph', () => {
  it('is what the runtime reads: nodes, attributes, constants inside and outside, sizes known at run time', async () => {
    const weights = Float32Array.of(1, 2, 3, 4, 5, 6)
    const writer = new ExternalDataWriter(directory)
    await writer.append(new Uint8Array(100))
    const at = await writer.append(new Uint8Array(weights.buffer))
    await writer.close()

    const graph = new OnnxGraph('test')
    const rows = graph.input('rows', 'float32', ['count', 3])
    const product = graph.node('Gemm', 'product', [rows, graph.external('weights', 'float32', [2, 3], at)], {
      attributes: { transB: { int: 1 }, alpha: { float: 0.5 } }
    })
    const turned = graph.node('Transpose', 'turned', [product], { attributes: { perm: { ints: [1, 0] } } })
    graph.nodeWithOutputs('Split', ['first', 'second'], [turned, graph.integers([1, 1])])
    graph.node('Add', 'sum', ['first', graph.number(-1)])
    graph.output('sum', 'float32', [1, 'count'])
    graph.output('second', 'float32', [1, 'count'])
    const path = join(directory, 'test.onnx')
    await writeFile(path, graph.encode())

    const session = await openGraph(path, 'cpu')
    const { sum, second } = await session.run(
      { rows: { type: 'float32', data: Float32Array.of(1, 0, 0, 0, 1, 1), dimensions: [2, 3] } },
      ['sum', 'second']
    )
    expect(sum).toEqual({ type: 'float32', data: Float32Array.of(-0.5, 1.5), dimensions: [1, 2] })
    expect(second).toEqual({ type: 'float32', data: Float32Array.of(2, 5.5), dimensions: [1, 2] })
    await session.release()
  })

  it('computes one of two sets of nodes, as a condition says', async () => {
    const graph = new OnnxGraph('test')
    const count = graph.input('count', 'int64', [1])
    const half = graph.node('Mul', 'half', [graph.input('rows', 'float32', [2]), graph.number(0.5)])
    const either = { name: 'either', type: 'float32' as const, dimensions: ['size'] }
    graph.either(
      graph.node('Greater', 'any', [count, graph.integers([0])]),
      [either],
      () => [graph.node('Add', 'more', [half, graph.number(1)])],
      () => [graph.node('Identity', 'none', [graph.floats(new Float32Array(), [0])])]
    )
    graph.output(either.name, either.type, either.dimensions)
    graph.node('Neg', 'always', [half])
    graph.output('always', 'float32', [2])
    const path = join(directory, 'test.onnx')
    await writeFile(path, graph.encode())

    const session = await openGraph(path, 'cpu')
    const run = (count: bigint) =>
      session.run(
        {
          count: { type: 'int64', data: BigInt64Array.of(count), dimensions: [1] },
          rows: { type: 'float32', data: Float32Array.of(2, 4), dimensions: [2] }
        },
        ['either', 'always']
      )
    expect((await run(1n))['either']!.data).toEqual(Float32Array.of(2, 3))
    const none = await run(0n)
    expect([none['either']!.data, none['always']!.data]).toEqual([
      new Float32Array(),
      Float32Array.of(-1, -2)
    ])
    await session.release()
  })

  it('stores equal constants once', () => {
    const graph = new OnnxGraph('test')
    expect(graph.integers([1, 2])).toBe(graph.integers([1, 2]))
    expect(graph.integers([1])).not.toBe(graph.number(1))
    expect(graph.number(1)).not.toBe(graph.scalar(1))
  })
})
