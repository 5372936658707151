import type { Random } from '../diffusion/random'

/** A figure and one standard error of it. */
export interface Figure {
  readonly mean: number
  readonly standardError: number
}

/** Mean of independent values. */
export function figureOf(values: readonly number[]): Figure {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, standardError: Math.sqrt(variance / values.length) }
}

const resamples = 200

/** A figure of a whole sample, with the standard error that resampling its members gives (the bootstrap). */
export function bootstrap<Member>(
  members: readonly Member[],
  figure: (sample: readonly Member[]) => number,
  random: Random
): Figure {
  const draws = Array.from({ length: resamples }, () =>
    figure(members.map(() => members[random.uniformInt(members.length)]!))
  )
  const mean = draws.reduce((sum, value) => sum + value, 0) / resamples
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (resamples - 1)
  return { mean: figure(members), standardError: Math.sqrt(variance) }
}
