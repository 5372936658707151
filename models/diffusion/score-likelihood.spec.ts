import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import { geometricNoise, logLinearNoise } from './noise'
import { Random } from './random'
import { scoreFromDenoiser } from './score'
import { scoreLikelihoodBound, type ScoreLikelihoodOptions } from './score-likelihood'
import { exactDenoiser, exactUniformScore, uniformMarginal } from './test-support/exact-score'
import { correlatedToy, decode, encode } from './test-support/toy-distribution'
import { uniformGraph } from './uniform-graph'

const LENGTH = 3
const VOCABULARY = 4
const toy = correlatedToy(LENGTH, VOCABULARY, new Random(121))
const clean = Int32Array.of(2, 0, 3)
const exact = -Math.log(toy.probabilities[encode(clean, VOCABULARY)]!)

const absorb = {
  score: scoreFromDenoiser(exactDenoiser(toy), VOCABULARY),
  graph: absorbGraph(VOCABULARY),
  noise: logLinearNoise()
}
const uniform = { score: exactUniformScore(toy), graph: uniformGraph(VOCABULARY), noise: geometricNoise() }

async function bound(from: Pick<ScoreLikelihoodOptions, 'score' | 'graph' | 'noise'>, evaluations = 6000) {
  return scoreLikelihoodBound(clean, { ...from, evaluations, random: new Random(122) })
}

describe('the SEDD bound over time', () => {
  it.each([
    ['absorb', absorb],
    ['uniform', uniform]
  ])('%s: is −log p for an exact score, but for the noise left at both ends', async (_, from) => {
    const estimate = await bound(from)
    expect(Math.abs(estimate.mean - exact)).toBeLessThan(3.5 * estimate.standardError + 0.01)
    expect(estimate.standardError).toBeLessThan(0.2)
  })

  it.each([
    ['absorb', absorb],
    ['uniform', uniform]
  ])('%s: lies above it for a score that is off', async (_, from) => {
    const off: ScoreLikelihoodOptions['score'] = async (tokens, sigmaBar) =>
      (await from.score(tokens, sigmaBar)).map((value, i) => value + (i % 2 === 0 ? 1 : -1))
    const [exactly, worse] = [await bound(from), await bound({ ...from, score: off })]
    expect(worse.mean).toBeGreaterThan(exactly.mean + 0.2)
  })

  it('exceeds the entropy of the data by what the base distribution lacks, KL(p_1 ‖ p_base)', async () => {
    const noise = geometricNoise(1e-4, 0.5)
    const random = new Random(123)
    let [excess, variance] = [0, 0]
    for (const [code, probability] of toy.probabilities.entries()) {
      const sequence = decode(code, VOCABULARY, LENGTH)
      const estimate = await scoreLikelihoodBound(sequence, { ...uniform, noise, evaluations: 400, random })
      excess += probability * (estimate.mean + Math.log(probability))
      variance += (probability * estimate.standardError) ** 2
    }
    const marginal = uniformMarginal(toy, 0.5, [0, 1, 2])
    const divergence = marginal.reduce((sum, p) => sum + p * Math.log(p * marginal.length), 0)
    expect(divergence).toBeGreaterThan(0.2)
    expect(Math.abs(excess - divergence)).toBeLessThan(3.5 * Math.sqrt(variance) + 0.01)
    expect(variance).toBeLessThan(0.06 ** 2)
  })

  it('stops when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('stopped by the writer'))
    await expect(
      scoreLikelihoodBound(clean, { ...absorb, evaluations: 4, random: new Random(1), signal })
    ).rejects.toThrow('stopped by the writer')
  })
})
