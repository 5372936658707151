import type { MaskedDenoiser, ScoreFunction } from '../score'
import { decode, encode, type ToyDistribution } from './toy-distribution'

/** log p(x₀ⁱ = v | the tokens that are not MASK = V), by summing the table; rows of unmasked positions stay 0. */
export function exactDenoiser(toy: ToyDistribution): MaskedDenoiser {
  const { length, vocabulary, probabilities } = toy
  const cache = new Map<string, Float64Array>()
  return (tokens) => {
    const key = tokens.join()
    const known = cache.get(key)
    if (known) return known
    const mass = new Float64Array(length * vocabulary)
    let total = 0
    probabilities.forEach((probability, index) => {
      const sequence = decode(index, vocabulary, length)
      if (!tokens.every((token, i) => token === vocabulary || token === sequence[i])) return
      total += probability
      sequence.forEach((token, i) => {
        mass[i * vocabulary + token]! += probability
      })
    })
    const rows = mass.map((value, i) =>
      tokens[Math.floor(i / vocabulary)] === vocabulary ? Math.log(value / total) : 0
    )
    cache.set(key, rows)
    return rows
  }
}

/** p_t under the uniform graph: every position in `noised` mixes with the uniform distribution on its own. */
export function uniformMarginal(
  toy: ToyDistribution,
  sigmaBar: number,
  noised: readonly number[]
): Float64Array {
  const { length, vocabulary } = toy
  const keep = Math.exp(-sigmaBar)
  const mix = -Math.expm1(-sigmaBar) / vocabulary
  return noised.reduce((table, position) => {
    const stride = vocabulary ** (length - 1 - position)
    return table.map((value, code) => {
      const own = Math.floor(code / stride) % vocabulary
      let sum = 0
      for (let token = 0; token < vocabulary; token++) sum += table[code + (token - own) * stride]!
      return keep * value + mix * sum
    })
  }, toy.probabilities)
}

/**
 * log p_t(y) − log p_t(x) under the uniform graph. Positions that are not in `noised` are clean at every time, and the
 * score knows it; by default all are noised.
 */
export function exactUniformScore(toy: ToyDistribution, noised?: readonly number[]): ScoreFunction {
  const { length, vocabulary } = toy
  const positions = noised ?? Array.from({ length }, (_, i) => i)
  const tables = new Map<number, Float64Array>()
  const scores = new Map<string, Float64Array>()
  return (tokens, sigmaBar) => {
    const key = `${sigmaBar} ${tokens.join()}`
    const known = scores.get(key)
    if (known) return known
    const table = tables.get(sigmaBar) ?? uniformMarginal(toy, sigmaBar, positions).map(Math.log)
    tables.set(sigmaBar, table)
    const code = encode(tokens, vocabulary)
    const logScores = new Float64Array(length * vocabulary)
    tokens.forEach((own, position) => {
      const stride = vocabulary ** (length - 1 - position)
      for (let token = 0; token < vocabulary; token++) {
        logScores[position * vocabulary + token] = table[code + (token - own) * stride]! - table[code]!
      }
    })
    scores.set(key, logScores)
    return logScores
  }
}
