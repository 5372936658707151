import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCandidates, targetLogProbability, type HeadRow } from './candidates'

const padId = 99
const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 12 })

/** What the graph would give for logits of ids 10, 11, …, in double precision. */
function headRow(values: readonly number[], padLogit: number | undefined, target = 0): HeadRow {
  const columns = [...values.keys()].sort((a, b) => values[b]! - values[a]!)
  const total = values.reduce((sum, value) => sum + Math.exp(value - values[columns[0]!]!), 0)
  const probability = (column: number): number => Math.exp(values[column]! - values[columns[0]!]!) / total
  return {
    columns: Int32Array.from(columns),
    logits: Float32Array.from(columns, (column) => values[column]!),
    bestProbability: probability(columns[0]!),
    meanLogit: values.reduce((sum, value, column) => sum + probability(column) * value, 0),
    padLogit,
    targetLogit: values[target]!
  }
}

/** The same by the definition: softmax and −Σ p log p over all tokens that may stand. */
function reference(values: readonly number[]): { logProbabilities: number[]; entropy: number } {
  const largest = Math.max(...values)
  const normaliser = largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0))
  const logProbabilities = values.map((value) => value - normaliser)
  return { logProbabilities, entropy: -logProbabilities.reduce((sum, log) => sum + Math.exp(log) * log, 0) }
}

describe('candidates', () => {
  it('are the tokens that may stand, best first, with log-probabilities and entropy of all of them', () => {
    fc.assert(
      fc.property(
        logits,
        fc.option(fc.double({ min: -30, max: 30, noNaN: true }), { nil: undefined }),
        (values, pad) => {
          const outputIds = Int32Array.from(values, (_, column) => 10 + column)
          const all = pad === undefined ? values : [...values, pad]
          const expected = reference(all)
          const { tokens, logProbabilities, entropy, position } = readCandidates(
            3,
            headRow(values, pad),
            outputIds,
            padId
          )
          expect(position).toBe(3)
          expect(tokens.length).toBe(values.length)
          expect(entropy).toBeCloseTo(expected.entropy, 5)
          const best = [...expected.logProbabilities].sort((a, b) => b - a).slice(0, values.length)
          best.forEach((value, rank) => expect(logProbabilities[rank]).toBeCloseTo(value, 4))
          tokens.forEach((token, rank) => {
            const index = token === padId ? values.length : token - 10
            expect(logProbabilities[rank]).toBeCloseTo(expected.logProbabilities[index]!, 4)
          })
        }
      )
    )
  })

  it('give a target its share, PAD and banned tokens too', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: -30, max: 30, noNaN: true }), fc.nat(), (values, pad, choice) => {
        const target = choice % values.length
        const open = headRow(values, pad, target)
        const closed = headRow(values, undefined, target)
        const { logProbabilities } = reference([...values, pad])
        expect(targetLogProbability(open, 10 + target, padId, target)).toBeCloseTo(
          logProbabilities[target]!,
          4
        )
        expect(targetLogProbability(open, padId, padId, -1)).toBeCloseTo(logProbabilities.at(-1)!, 4)
        expect(targetLogProbability(closed, 10 + target, padId, target)).toBeCloseTo(
          reference(values).logProbabilities[target]!,
          4
        )
        expect(targetLogProbability(closed, padId, padId, -1)).toBe(-Infinity)
        expect(targetLogProbability(open, 5, padId, -1)).toBe(-Infinity)
      })
    )
  })
})
