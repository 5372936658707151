import { denoise } from './denoise'
import type { Graph } from './graph'
import type { Noise } from './noise'
import type { Predictor } from './predictors'
import type { Projector } from './projector'
import type { Random } from './random'
import type { ScoreFunction } from './score'

/** What a step of the sampler left behind. */
export interface SampleStep {
  /** 1 … `steps` for predictor steps, and `steps` + 1 for the denoising step. */
  step: number
  /** The number of predictor steps. */
  steps: number
  /** The sequence after the step and the projector; the sampler does not write to it again. */
  tokens: Int32Array
}

export interface SampleOptions {
  score: ScoreFunction
  graph: Graph
  noise: Noise
  predictor: Predictor
  /** Falling times, one more than there are steps; see time-grid.ts. */
  times: Float64Array
  /** d, the number of positions. */
  length: number
  projector: Projector
  random: Random
  signal?: AbortSignal | undefined
  onStep?: ((step: SampleStep) => void) | undefined
}

/**
 * Draws one sequence: base distribution → predictor steps along `times` → denoising step, the projector after each
 * (SEDD, algorithms 2 and 3). The score function is called once a step and once more for the denoising.
 *
 * @returns d tokens. @throws the signal's reason when it is aborted; DiffusionError for a score of the wrong shape.
 */
export async function sample(options: SampleOptions): Promise<Int32Array> {
  const { score, graph, noise, predictor, times, length, projector, random, signal, onStep } = options
  const steps = times.length - 1
  let tokens = graph.sampleLimit(length, random)
  projector(tokens)
  for (let step = 1; step <= steps + 1; step++) {
    signal?.throwIfAborted()
    const t = times[step - 1]!
    const logScores = await score(tokens, noise.total(t), signal)
    tokens =
      step <= steps
        ? predictor.step(tokens, logScores, t, times[step]!, random)
        : denoise(graph, tokens, logScores, noise.total(t), random)
    projector(tokens)
    onStep?.({ step, steps, tokens })
  }
  return tokens
}
