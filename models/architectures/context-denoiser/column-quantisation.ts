/** Largest level away from zero, the same on both sides so that zero is exact. */
export const largestLevel = 127

/** Rows that are turned at once; their writes share cache lines. */
const stripe = 16

export interface QuantisedColumns {
  /** [inputs, outputs], row-major: the transpose of the weights, as integer products want it. */
  readonly levels: Int8Array
  /** [outputs]; weight ≈ scale · level, off by at most half a scale. */
  readonly scales: Float32Array
}

/** Rounds weights [outputs, inputs] to eight bits with one scale an output. */
export function quantiseColumns(weights: Float32Array, outputs: number, inputs: number): QuantisedColumns {
  const levels = new Int8Array(weights.length)
  const scales = new Float32Array(outputs)
  const inverses = new Float64Array(outputs)
  for (let output = 0; output < outputs; output += 1) {
    let largest = 0
    for (let at = output * inputs; at < (output + 1) * inputs; at += 1) {
      const magnitude = Math.abs(weights[at]!)
      if (magnitude > largest) largest = magnitude
    }
    scales[output] = largest / largestLevel
    inverses[output] = largest === 0 ? 0 : largestLevel / largest
  }
  for (let first = 0; first < outputs; first += stripe) {
    const last = Math.min(first + stripe, outputs)
    for (let input = 0; input < inputs; input += 1) {
      for (let output = first; output < last; output += 1) {
        // Made positive first, so that cutting off rounds to nearest.
        const shifted = weights[output * inputs + input]! * inverses[output]! + largestLevel + 0.5
        levels[input * outputs + output] = (shifted | 0) - largestLevel
      }
    }
  }
  return { levels, scales }
}
