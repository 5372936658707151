/**
 * The normalised Walsh–Hadamard transform H, block by block along rows. H is symmetric and its own inverse, so
 * W x = (W H)(H x): turning both sides changes nothing, but spreads an outlier of x over its block, and eight bits
 * then hold the row far better. Where x itself comes from linear maps, they give it turned, at no cost when the network
 * runs: a norm without gain does not mind (QuaRot, arXiv 2404.00456, section 4).
 */
import type { OnnxGraph } from '../../formats/onnx-graph'

const widest = 64

/** Block width for rows of `size` numbers: the largest power of two that divides it, at most 64. */
export function hadamardWidth(size: number): number {
  let width = 1
  while (width < widest && size % (2 * width) === 0) width *= 2
  return width
}

/** Transforms each block of `width` numbers in place; `width` a power of two that divides the length. */
export function transformBlocks(values: Float32Array, width: number): void {
  const factor = width ** -0.5
  for (let half = 1; half < width; half *= 2) {
    for (let start = 0; start < values.length; start += 2 * half) {
      for (let index = start; index < start + half; index += 1) {
        const first = values[index]!
        const second = values[index + half]!
        values[index] = first + second
        values[index + half] = first - second
      }
    }
  }
  for (let index = 0; index < values.length; index += 1) values[index]! *= factor
}

/** Transforms each block of `width` rows of a matrix [rows, columns] in place, column by column. */
export function transformRowBlocks(values: Float32Array, columns: number, width: number): void {
  const factor = width ** -0.5
  for (let half = columns; half < width * columns; half *= 2) {
    for (let start = 0; start < values.length; start += 2 * half) {
      for (let index = start; index < start + half; index += 1) {
        const first = values[index]!
        const second = values[index + half]!
        values[index] = first + second
        values[index + half] = first - second
      }
    }
  }
  for (let index = 0; index < values.length; index += 1) values[index]! *= factor
}

/** H itself, [width, width]. */
export function hadamardMatrix(width: number): Float32Array {
  const matrix = new Float32Array(width * width)
  for (let index = 0; index < width; index += 1) matrix[index * (width + 1)] = 1
  transformBlocks(matrix, width)
  return matrix
}

/** Adds the nodes that transform float32 rows [rows, size] in blocks of `hadamardWidth(size)`, there or back. */
export function turnRows(graph: OnnxGraph, name: string, rows: string, size: number): string {
  const block = hadamardWidth(size)
  const blocks = graph.node('Reshape', `${name}.blocks`, [rows, graph.integers([-1, block])])
  const turned = graph.node('MatMul', `${name}.turned`, [
    blocks,
    graph.floats(hadamardMatrix(block), [block, block])
  ])
  return graph.node('Reshape', `${name}.turned_rows`, [turned, graph.integers([-1, size])])
}
