import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import type { Graph } from './graph'
import { geometricNoise, logLinearNoise, type Noise } from './noise'
import { analyticPredictor, eulerPredictor, type Predictor } from './predictors'
import { fixedProjector, freeProjector, type Projector } from './projector'
import { Random } from './random'
import { sample, type SampleStep } from './sampler'
import { scoreFromDenoiser, type ScoreFunction } from './score'
import { chiSquaredScore } from './test-support/chi-squared'
import { exactDenoiser, exactUniformScore } from './test-support/exact-score'
import { conditionToy, correlatedToy, encode, type ToyDistribution } from './test-support/toy-distribution'
import { cosineTimes, linearTimes } from './time-grid'
import { uniformGraph } from './uniform-graph'

const LENGTH = 4
const VOCABULARY = 5
const SAMPLES = 4000
const toy = correlatedToy(LENGTH, VOCABULARY, new Random(71))

interface Case {
  score: ScoreFunction
  graph: Graph
  noise: Noise
  predictor: Predictor
}

const absorb = absorbGraph(VOCABULARY)
const uniform = uniformGraph(VOCABULARY)
const absorbCase: Case = {
  score: scoreFromDenoiser(exactDenoiser(toy), VOCABULARY),
  graph: absorb,
  noise: logLinearNoise(),
  predictor: analyticPredictor(absorb, logLinearNoise())
}
const uniformCase: Case = {
  score: exactUniformScore(toy),
  graph: uniform,
  noise: geometricNoise(),
  predictor: analyticPredictor(uniform, geometricNoise())
}

/** How far `SAMPLES` samples are from `truth`, as a normal score: about 0 ± 1 when they come from it. */
async function distance(
  from: Case,
  times: Float64Array,
  truth: ToyDistribution,
  projector: Projector = freeProjector
): Promise<number> {
  const random = new Random(72)
  const counts = new Array<number>(truth.probabilities.length).fill(0)
  for (let i = 0; i < SAMPLES; i++) {
    const tokens = await sample({ ...from, times, length: LENGTH, projector, random })
    counts[encode(tokens, VOCABULARY)]! += 1
  }
  return chiSquaredScore(counts, truth.probabilities)
}

describe('the sampler with an exact score', () => {
  it('has a toy distribution whose tokens depend on each other', () => {
    const marginals = Array.from({ length: LENGTH }, () => new Float64Array(VOCABULARY))
    toy.probabilities.forEach((probability, code) => {
      for (let i = LENGTH - 1, rest = code; i >= 0; i--, rest = Math.floor(rest / VOCABULARY)) {
        marginals[i]![rest % VOCABULARY]! += probability
      }
    })
    const divergence = toy.probabilities.reduce((sum, probability, code) => {
      let independent = 1
      for (let i = LENGTH - 1, rest = code; i >= 0; i--, rest = Math.floor(rest / VOCABULARY)) {
        independent *= marginals[i]![rest % VOCABULARY]!
      }
      return sum + probability * Math.log(probability / independent)
    }, 0)
    expect(divergence).toBeGreaterThan(0.3)
  })

  it.each([
    ['absorb, analytic, linear grid', absorbCase, linearTimes],
    [
      'absorb, Euler, cosine grid',
      { ...absorbCase, predictor: eulerPredictor(absorb, absorbCase.noise) },
      cosineTimes
    ],
    ['uniform, analytic, linear grid', uniformCase, linearTimes]
  ])('%s: samples the distribution at 256 steps and misses it at 2', async (_, from, grid) => {
    expect(Math.abs(await distance(from, grid(256), toy))).toBeLessThan(3)
    expect(await distance(from, grid(2), toy)).toBeGreaterThan(15)
  })

  it('uniform, Euler: samples the distribution at 1024 steps and misses it at 16', async () => {
    const from = { ...uniformCase, predictor: eulerPredictor(uniform, uniformCase.noise) }
    expect(Math.abs(await distance(from, linearTimes(1024), toy))).toBeLessThan(3)
    expect(await distance(from, linearTimes(16), toy)).toBeGreaterThan(15)
  })
})

describe('the sampler with fixed positions', () => {
  const positions = Int32Array.of(0, 2)
  const values = Int32Array.of(3, 1)
  const projector = fixedProjector(positions, values)
  const truth = conditionToy(toy, positions, values)

  it('samples the exact conditional under the absorbing graph, from the unconditional score', async () => {
    expect(Math.abs(await distance(absorbCase, linearTimes(256), truth, projector))).toBeLessThan(3)
    expect(await distance(absorbCase, linearTimes(1), truth, projector)).toBeGreaterThan(5)
  })

  it('samples the exact conditional under the uniform graph, from a score that knows what is clean', async () => {
    const knowing = { ...uniformCase, score: exactUniformScore(truth, [1, 3]) }
    expect(Math.abs(await distance(knowing, linearTimes(256), truth, projector))).toBeLessThan(3)
    expect(await distance(knowing, linearTimes(2), truth, projector)).toBeGreaterThan(5)
  })

  it('only approximates it under the uniform graph from a score that takes fixed tokens for noisy ones', async () => {
    expect(await distance(uniformCase, linearTimes(256), truth, projector)).toBeGreaterThan(5)
  })
})

describe('the course of a sample', () => {
  const options = { ...absorbCase, times: linearTimes(8), length: LENGTH, projector: freeProjector }

  it('reports every step, then the denoising, and calls the network once for each', async () => {
    const steps: SampleStep[] = []
    let calls = 0
    const score: ScoreFunction = (tokens, sigmaBar) => {
      calls += 1
      return absorbCase.score(tokens, sigmaBar)
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
    const masks = steps.map((step) => step.tokens.filter((token) => token === absorb.mask).length)
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
      return uniformCase.score(tokens, sigmaBar)
    }
    const steps: SampleStep[] = []
    await sample({
      ...options,
      ...uniformCase,
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
