/** A small dense matrix as an array of rows; only for tests, where directness matters more than speed. */
export type Matrix = number[][]

export function matrix(
  rows: number,
  columns: number,
  entry: (row: number, column: number) => number
): Matrix {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => entry(row, column))
  )
}

export function identity(size: number): Matrix {
  return matrix(size, size, (row, column) => (row === column ? 1 : 0))
}

export function scale(a: Matrix, factor: number): Matrix {
  return a.map((row) => row.map((value) => factor * value))
}

export function multiply(a: Matrix, b: Matrix): Matrix {
  return matrix(a.length, b[0]!.length, (row, column) =>
    a[row]!.reduce((sum, value, k) => sum + value * b[k]![column]!, 0)
  )
}

export function apply(a: Matrix, vector: ArrayLike<number>): number[] {
  return a.map((row) => row.reduce((sum, value, k) => sum + value * vector[k]!, 0))
}

export function column(a: Matrix, index: number): number[] {
  return a.map((row) => row[index]!)
}

/** e^A by its Taylor series on A/2^k, squared k times. Knows nothing of the graphs whose formulas it checks. */
export function matrixExponential(a: Matrix): Matrix {
  const norm = Math.max(...a.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)))
  const squarings = Math.max(0, Math.ceil(Math.log2(norm)) + 4)
  const small = scale(a, 2 ** -squarings)
  let term = identity(a.length)
  let result = identity(a.length)
  for (let order = 1; order <= 20; order++) {
    term = scale(multiply(term, small), 1 / order)
    result = result.map((row, i) => row.map((value, j) => value + term[i]![j]!))
  }
  for (let i = 0; i < squarings; i++) result = multiply(result, result)
  return result
}

/** Q of the absorbing graph with MASK last, or of the uniform graph; columns sum to 0, as in dp/dt = Q p. */
export function rateMatrix(kind: 'absorb' | 'uniform', vocabulary: number): Matrix {
  if (kind === 'uniform')
    return matrix(vocabulary, vocabulary, (row, col) => 1 / vocabulary - (row === col ? 1 : 0))
  return matrix(vocabulary + 1, vocabulary + 1, (row, col) => {
    if (col === vocabulary) return 0
    if (row === col) return -1
    return row === vocabulary ? 1 : 0
  })
}
