import { expect, it } from 'vitest'
import { Random } from '../diffusion/random'
import { bootstrap, figureOf } from './statistics'

it('gives means with their standard errors', () => {
  const { mean, standardError } = figureOf([1, 2, 3, 4])
  expect(mean).toBe(2.5)
  expect(standardError).toBeCloseTo(Math.sqrt(5 / 3 / 4), 12)
})

it('agrees with the bootstrap on a mean', () => {
  const random = new Random(3)
  const values = Array.from({ length: 200 }, () => random.uniform())
  const average = (sample: readonly number[]): number => figureOf(sample).mean
  const resampled = bootstrap(values, average, new Random(4))
  const exact = figureOf(values)
  expect(resampled.mean).toBe(exact.mean)
  expect(resampled.standardError / exact.standardError).toBeGreaterThan(0.8)
  expect(resampled.standardError / exact.standardError).toBeLessThan(1.25)
})
