/** A rank-r update of a linear map (LoRA, arXiv 2106.09685): W + factor · B A. */
export interface LowRankUpdate {
  /** [rank, inputs] */
  readonly a: Float32Array
  /** [outputs, rank] */
  readonly b: Float32Array
  /** α / r */
  readonly factor: number
}

/**
 * Adds an update to weights [outputs, inputs] in place.
 *
 * The adapter is merged when a graph is built rather than applied beside W at each call: its 420 thin products
 * would be a fifth of a step's time.
 */
export function addLowRankUpdate(
  weights: Float32Array,
  inputs: number,
  { a, b, factor }: LowRankUpdate
): void {
  const rank = a.length / inputs
  for (let start = 0, output = 0; start < weights.length; start += inputs, output += 1) {
    const row = weights.subarray(start, start + inputs)
    for (let component = 0; component < rank; component += 1) {
      const coefficient = factor * b[output * rank + component]!
      const direction = a.subarray(component * inputs, (component + 1) * inputs)
      for (let input = 0; input < inputs; input += 1) row[input]! += coefficient * direction[input]!
    }
  }
}
