import { describe, expect, it } from 'vitest'
import { fixedProjector, freeProjector } from './projector'
import { Random } from './random'
import { sample, type SampleStep } from './sampler'
import type { ScoreFunction } from './score'
import { encode } from './test-support/toy-distribution'
import { absorbSampler, LENGTH, uniformSampler, VOCABULARY } from './test-support/toy-samplers'
import { linearTimes } from './time-grid'

describe('the course of a sample', () => {
  const options = { ...absorbSampler, times: linearTimes(8), length: LENGTH, projector: freeProjector }

  it('reports every step, then the denoising, and calls the network once for each', async () => {
    const steps: SampleStep[] = []
    let calls = 0
    const score: ScoreFunction = (tokens, sigmaBar) => {
      calls += 1
      return absorbSampler.score(tokens, sigmaBar)
    }
    const tokens = await sample({
      ...options,
      score,
      random: new Random(73),
      onStep: (step) => steps.push(step)
    })
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(steps.every((step) => step.steps === 8)).toBe(true)
    expect(calls).toBe(9)
    const masks = steps.map(
      (step) => step.tokens.filter((token) => token === absorbSampler.graph.mask).length
    )
    expect(masks).toEqual([...masks].sort((left, right) => right - left))
    expect(masks.at(-1)).toBe(0)
    expect(steps.at(-1)?.tokens).toEqual(tokens)
  })

  it('is the same for the same seed and differs for others', async () => {
    const draw = (seed: number): Promise<Int32Array> => sample({ ...options, random: new Random(seed) })
    expect(await draw(5)).toEqual(await draw(5))
    const codes = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (seed) => encode(await draw(seed), VOCABULARY))
    )
    expect(new Set(codes).size).toBeGreaterThan(1)
  })

  it('shows the network nothing but fixed tokens where they are fixed, before the first step and to the end', async () => {
    const projector = fixedProjector(Int32Array.of(1), Int32Array.of(4))
    const seen: (number | undefined)[] = []
    const score: ScoreFunction = (tokens, sigmaBar) => {
      seen.push(tokens[1])
      return uniformSampler.score(tokens, sigmaBar)
    }
    const steps: SampleStep[] = []
    await sample({
      ...options,
      ...uniformSampler,
      score,
      projector,
      random: new Random(74),
      onStep: (step) => steps.push(step)
    })
    expect(seen).toEqual(new Array(9).fill(4))
    expect(steps.map(({ tokens }) => tokens[1])).toEqual(new Array(9).fill(4))
  })

  it('stops between steps when it is aborted', async () => {
    const controller = new AbortController()
    const steps: number[] = []
    const run = sample({
      ...options,
      random: new Random(75),
      signal: controller.signal,
      onStep: ({ step }) => {
        steps.push(step)
        if (step === 3) controller.abort(new Error('stopped by the writer'))
      }
    })
    await expect(run).rejects.toThrow('stopped by the writer')
    expect(steps).toEqual([1, 2, 3])
  })

  it('passes the failure of a network on, and refuses a score of the wrong shape', async () => {
    const failing: ScoreFunction = () => Promise.reject(new Error('the device is gone'))
    await expect(sample({ ...options, score: failing, random: new Random(1) })).rejects.toThrow(
      'the device is gone'
    )
    const short: ScoreFunction = () => new Float64Array(3)
    await expect(sample({ ...options, score: short, random: new Random(1) })).rejects.toMatchObject({
      code: 'shape-mismatch'
    })
  })
})
