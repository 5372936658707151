import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import { Random } from './random'
import { denoiserFromScore, logScoreOffset, requireShape, rowAt, scoreFromDenoiser } from './score'
import { exactDenoiser } from './test-support/exact-score'
import { correlatedToy, decode, encode } from './test-support/toy-distribution'

const LENGTH = 3
const VOCABULARY = 3
const MASK = VOCABULARY
const STATES = VOCABULARY + 1
const toy = correlatedToy(LENGTH, VOCABULARY, new Random(31))
const graph = absorbGraph(VOCABULARY)

/** p_t over all noisy sequences by the definition: Σ p₀(x₀) Π p(x_t | x₀). */
function noisyTable(sigmaBar: number): number[] {
  const transitions = Array.from({ length: VOCABULARY }, (_, x) => graph.transitionFrom(x, sigmaBar))
  return Array.from({ length: STATES ** LENGTH }, (_, code) => {
    const noisy = decode(code, STATES, LENGTH)
    return toy.probabilities.reduce((sum, probability, index) => {
      const clean = decode(index, VOCABULARY, LENGTH)
      return sum + clean.reduce((product, token, i) => product * transitions[token]![noisy[i]!]!, probability)
    }, 0)
  })
}

describe('the score of a normalised absorbing denoiser', () => {
  it.each([1e-3, 0.4, 5])('is the ratio p_t(y)/p_t(x) at every masked position, σ̄ = %f', async (sigmaBar) => {
    const table = noisyTable(sigmaBar)
    const score = scoreFromDenoiser(exactDenoiser(toy), VOCABULARY)
    for (let code = 0; code < table.length; code++) {
      const tokens = decode(code, STATES, LENGTH)
      const logScores = await score(tokens, sigmaBar)
      tokens.forEach((token, position) => {
        if (token !== MASK) return
        rowAt(logScores, position, STATES).forEach((value, state) => {
          const truth = table[encode(tokens.with(position, state), STATES)]! / table[code]!
          expect(Math.abs(Math.exp(value) / truth - 1)).toBeLessThan(1e-10)
        })
      })
    }
  })

  it('says nothing can happen at revealed positions', async () => {
    const score = scoreFromDenoiser(exactDenoiser(toy), VOCABULARY)
    const logScores = await score(Int32Array.of(2, MASK, 0), 0.5)
    expect(Array.from(logScores.subarray(0, STATES))).toEqual([-Infinity, -Infinity, 0, -Infinity])
    expect(logScores[STATES + MASK]).toBe(0)
  })

  it('gives the denoiser back, normalised even where the score is not', async () => {
    const exact = exactDenoiser(toy)
    const score = scoreFromDenoiser(exact, VOCABULARY)
    const sloppy = denoiserFromScore(
      async (tokens, sigmaBar) => (await score(tokens, sigmaBar)).map((value) => value + 0.37),
      VOCABULARY,
      0.8
    )
    const tokens = Int32Array.of(MASK, 1, MASK)
    const truth = await exact(tokens)
    const back = await sloppy(tokens)
    truth.forEach((value, i) => expect(back[i]).toBeCloseTo(value, 12))
  })

  it('has an offset that stays finite and precise at both ends of time', () => {
    expect(logScoreOffset(1e-12)).toBeCloseTo(-Math.log(1e-12), 10)
    expect(logScoreOffset(2)).toBeCloseTo(-Math.log(Math.expm1(2)), 13)
    expect(logScoreOffset(1000)).toBe(-1000)
  })

  it('refuses a matrix of another shape', () => {
    expect(() => requireShape(new Float64Array(11), 3, 4)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' })
    )
  })
})
