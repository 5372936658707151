import { DiffusionError } from './diffusion-error'
import type { Random } from './random'

/** A uniform number that was drawn inside one of equally wide strata of [0, 1). */
export interface StratifiedUniform {
  stratum: number
  uniform: number
}

/** A mean and the standard deviation of that mean over repetitions. */
export interface Estimate {
  mean: number
  standardError: number
}

/**
 * `count` uniforms over ⌊count/2⌋ strata, two a stratum (three in the first when `count` is odd). One a stratum would
 * spread the mean a little less, but only two show how far it spreads: the standard error is unbiased.
 */
export function stratifiedUniforms(count: number, random: Random): StratifiedUniform[] {
  if (!Number.isSafeInteger(count) || count < 2) {
    throw new DiffusionError(
      'invalid-argument',
      `An estimate with a standard error takes 2 evaluations, not ${count}.`
    )
  }
  const strata = Math.floor(count / 2)
  return Array.from({ length: count }, (_, i) => {
    const stratum = i % strata
    return { stratum, uniform: (stratum + random.uniform()) / strata }
  })
}

/** The mean of `values[i]`, each observed at `draws[i]`, all strata weighing the same. */
export function stratifiedMean(draws: readonly StratifiedUniform[], values: readonly number[]): Estimate {
  const strata = new Map<number, number[]>()
  draws.forEach(({ stratum }, i) => {
    const members = strata.get(stratum) ?? []
    members.push(values[i]!)
    strata.set(stratum, members)
  })
  let sum = 0
  let variance = 0
  for (const members of strata.values()) {
    const mean = members.reduce((left, right) => left + right, 0) / members.length
    const squares = members.reduce((total, value) => total + (value - mean) ** 2, 0)
    sum += mean
    variance += squares / (members.length - 1) / members.length
  }
  return { mean: sum / strata.size, standardError: Math.sqrt(variance) / strata.size }
}
