import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import golden from './golden/golden.json'
import { geometricNoise, logLinearNoise } from './noise'

const schedules = { logLinear: logLinearNoise(), geometric: geometricNoise() }
const relative = (value: number, truth: number): number => Math.abs(value / truth - 1)

describe.each(['logLinear', 'geometric'] as const)('%s noise', (name) => {
  const noise = schedules[name]

  it('agrees with 50-digit arithmetic, close times included', () => {
    for (const { t, s, [name]: truth } of golden.noise) {
      expect(relative(noise.total(t), truth.total)).toBeLessThan(1e-12)
      expect(relative(noise.rate(t), truth.rate)).toBeLessThan(1e-12)
      expect(relative(noise.increment(t, s), truth.increment)).toBeLessThan(1e-12)
    }
  })

  it('has σ = dσ̄/dt and increments that add up', () => {
    const time = fc.double({ min: 0.001, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(time, time, (a, b) => {
        const step = 1e-6
        const slope = (noise.total(a + step) - noise.total(a - step)) / (2 * step)
        expect(relative(noise.rate(a), slope)).toBeLessThan(1e-5)
        const [s, t] = [Math.min(a, b), Math.max(a, b)]
        expect(noise.total(s) + noise.increment(t, s)).toBeCloseTo(noise.total(t), 10)
      })
    )
  })
})

describe('the two schedules', () => {
  it('log-linear masks the share (1 − ε)t', () => {
    for (const t of [1e-5, 0.3, 1]) {
      expect(-Math.expm1(-schedules.logLinear.total(t))).toBeCloseTo(0.999 * t, 14)
    }
  })

  it('geometric runs from σmin to σmax', () => {
    expect(schedules.geometric.total(0)).toBeCloseTo(1e-4, 14)
    expect(schedules.geometric.total(1)).toBeCloseTo(20, 10)
  })

  it('refuses parameters without meaning', () => {
    for (const make of [
      () => logLinearNoise(0),
      () => logLinearNoise(1),
      () => geometricNoise(2, 1),
      () => geometricNoise(0)
    ]) {
      expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
    }
  })
})
