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
  const directions = Float64Array.from(a)
  const sum = new Float64Array(inputs)
  for (let start = 0, output = 0; start < weights.length; start += inputs, output += 1) {
    sum.fill(0)
    const row = output * rank
    let component = 0
    // Four components at once: a third of the time of one by one, and building waits on this loop.
    for (; component + 3 < rank; component += 4) {
      const [b0, b1, b2, b3] = [
        b[row + component]!,
        b[row + component + 1]!,
        b[row + component + 2]!,
        b[row + component + 3]!
      ]
      const first = component * inputs
      for (let input = 0; input < inputs; input += 1) {
        const at = first + input
        sum[input]! +=
          b0 * directions[at]! +
          b1 * directions[at + inputs]! +
          b2 * directions[at + 2 * inputs]! +
          b3 * directions[at + 3 * inputs]!
      }
    }
    for (; component < rank; component += 1) {
      const coefficient = b[row + component]!
      for (let input = 0; input < inputs; input += 1) {
        sum[input]! += coefficient * directions[component * inputs + input]!
      }
    }
    for (let input = 0; input < inputs; input += 1) weights[start + input]! += factor * sum[input]!
  }
}
