import type { Random } from '../random'

/** A joint distribution over V^d sequences, small enough to be a table. */
export interface ToyDistribution {
  length: number
  vocabulary: number
  /** V^d probabilities; the last position varies fastest. */
  probabilities: Float64Array
}

export function encode(tokens: ArrayLike<number>, base: number): number {
  return Array.from(tokens).reduce((code, token) => code * base + token, 0)
}

export function decode(code: number, base: number, length: number): Int32Array {
  const tokens = new Int32Array(length)
  let rest = code
  for (let i = length - 1; i >= 0; i--) {
    tokens[i] = rest % base
    rest = Math.floor(rest / base)
  }
  return tokens
}

function normalise(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Random log-potentials on single positions and, stronger, on all pairs: strongly correlated, and nothing is impossible. */
export function correlatedToy(length: number, vocabulary: number, random: Random): ToyDistribution {
  const potential = (): Float64Array =>
    Float64Array.from({ length: vocabulary * vocabulary }, () => 2 * random.uniform() - 1)
  const single = Array.from({ length }, potential)
  const pairs = Array.from({ length }, () => Array.from({ length }, potential))
  const weights = Float64Array.from({ length: vocabulary ** length }, (_, code) => {
    const tokens = decode(code, vocabulary, length)
    let energy = 0
    tokens.forEach((left, i) => {
      energy += single[i]![left]!
      tokens.forEach((right, j) => {
        if (i < j) energy += 1.5 * pairs[i]![j]![left * vocabulary + right]!
      })
    })
    return Math.exp(energy)
  })
  return { length, vocabulary, probabilities: normalise(weights) }
}

/** The distribution given the values at `positions`; sequences that differ there get probability 0. */
export function conditionToy(
  toy: ToyDistribution,
  positions: Int32Array,
  values: Int32Array
): ToyDistribution {
  const weights = toy.probabilities.map((probability, code) => {
    const tokens = decode(code, toy.vocabulary, toy.length)
    return positions.every((position, j) => tokens[position] === values[j]) ? probability : 0
  })
  return { ...toy, probabilities: normalise(weights) }
}
