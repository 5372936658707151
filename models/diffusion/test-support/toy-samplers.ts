import { absorbGraph } from '../absorb-graph'
import type { Graph } from '../graph'
import { geometricNoise, logLinearNoise, type Noise } from '../noise'
import { analyticPredictor, type Predictor } from '../predictors'
import type { Projector } from '../projector'
import { Random } from '../random'
import { sample } from '../sampler'
import { scoreFromDenoiser, type ScoreFunction } from '../score'
import { uniformGraph } from '../uniform-graph'
import { chiSquaredScore } from './chi-squared'
import { exactDenoiser, exactUniformScore } from './exact-score'
import { correlatedToy, encode, type ToyDistribution } from './toy-distribution'

export const LENGTH = 4
export const VOCABULARY = 5
const SAMPLES = 1200

/** 625 sequences of four tokens that depend strongly on each other. */
export const toy = correlatedToy(LENGTH, VOCABULARY, new Random(71))

/** Everything of a sampler but its grid, its projector and its randomness. */
export interface ToySampler {
  score: ScoreFunction
  graph: Graph
  noise: Noise
  predictor: Predictor
}

const absorb = absorbGraph(VOCABULARY)
const uniform = uniformGraph(VOCABULARY)

/** The exact score of `toy`, absorbing graph, log-linear noise, analytic steps. */
export const absorbSampler: ToySampler = {
  score: scoreFromDenoiser(exactDenoiser(toy), VOCABULARY),
  graph: absorb,
  noise: logLinearNoise(),
  predictor: analyticPredictor(absorb, logLinearNoise())
}

/** The exact score of `toy`, uniform graph, geometric noise, analytic steps. */
export const uniformSampler: ToySampler = {
  score: exactUniformScore(toy),
  graph: uniform,
  noise: geometricNoise(),
  predictor: analyticPredictor(uniform, geometricNoise())
}

/** How far 1200 samples are from `truth`, as a normal score: about 0 ± 1 when they come from it. */
export async function distance(
  from: ToySampler,
  times: Float64Array,
  truth: ToyDistribution,
  projector: Projector
): Promise<number> {
  const random = new Random(72)
  const counts = new Array<number>(truth.probabilities.length).fill(0)
  for (let i = 0; i < SAMPLES; i++) {
    const tokens = await sample({ ...from, times, length: LENGTH, projector, random })
    counts[encode(tokens, VOCABULARY)]! += 1
  }
  return chiSquaredScore(counts, truth.probabilities)
}
