import { describe, expect, it } from 'vitest'
import { eulerPredictor } from './predictors'
import { freeProjector } from './projector'
import { absorbSampler, distance, LENGTH, toy, uniformSampler, VOCABULARY } from './test-support/toy-samplers'
import { decode } from './test-support/toy-distribution'
import { linearTimes } from './time-grid'

describe('the sampler with an exact score', () => {
  it('has a toy distribution whose tokens depend on each other', () => {
    const marginals = Array.from({ length: LENGTH }, () => new Float64Array(VOCABULARY))
    toy.probabilities.forEach((probability, code) => {
      decode(code, VOCABULARY, LENGTH).forEach((token, i) => {
        marginals[i]![token]! += probability
      })
    })
    const divergence = toy.probabilities.reduce((sum, probability, code) => {
      const independent = decode(code, VOCABULARY, LENGTH).reduce(
        (product, token, i) => product * marginals[i]![token]!,
        1
      )
      return sum + probability * Math.log(probability / independent)
    }, 0)
    expect(divergence).toBeGreaterThan(0.5)
  })

  it.each([
    ['absorb, analytic', absorbSampler],
    ['uniform, analytic', uniformSampler],
    [
      'uniform, Euler',
      { ...uniformSampler, predictor: eulerPredictor(uniformSampler.graph, uniformSampler.noise) }
    ]
  ])('%s: samples the distribution at 256 steps and misses it at 2', async (_, from) => {
    expect(Math.abs(await distance(from, linearTimes(256), toy, freeProjector))).toBeLessThan(3)
    expect(await distance(from, linearTimes(2), toy, freeProjector)).toBeGreaterThan(8)
  })
})
