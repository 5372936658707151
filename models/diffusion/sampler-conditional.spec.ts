import { describe, expect, it } from 'vitest'
import { fixedProjector } from './projector'
import { exactUniformScore } from './test-support/exact-score'
import { absorbSampler, distance, toy, uniformSampler } from './test-support/toy-samplers'
import { conditionToy } from './test-support/toy-distribution'
import { cosineTimes, linearTimes } from './time-grid'

describe('the sampler with fixed positions', () => {
  const positions = Int32Array.of(0, 2)
  const values = Int32Array.of(3, 1)
  const projector = fixedProjector(positions, values)
  const truth = conditionToy(toy, positions, values)

  it.each([
    ['linear', linearTimes],
    ['cosine', cosineTimes]
  ])(
    'samples the exact conditional under the absorbing graph, from the unconditional score, on a %s grid',
    async (_, grid) => {
      expect(Math.abs(await distance(absorbSampler, grid(256), truth, projector))).toBeLessThan(3)
      expect(await distance(absorbSampler, grid(2), truth, projector)).toBeGreaterThan(4)
    }
  )

  it('samples the exact conditional under the uniform graph, from a score that knows what is clean', async () => {
    const knowing = { ...uniformSampler, score: exactUniformScore(truth, [1, 3]) }
    expect(Math.abs(await distance(knowing, linearTimes(256), truth, projector))).toBeLessThan(3)
    expect(await distance(knowing, linearTimes(2), truth, projector)).toBeGreaterThan(5)
  })

  it('only approximates it under the uniform graph from a score that takes fixed tokens for noisy ones', async () => {
    expect(await distance(uniformSampler, linearTimes(64), truth, projector)).toBeGreaterThan(5)
  })
})
