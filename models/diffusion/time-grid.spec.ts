import { describe, expect, it } from 'vitest'
import { cosineTimes, FINAL_TIME, linearTimes } from './time-grid'

describe.each([
  ['linear', linearTimes],
  ['cosine', cosineTimes]
] as const)('the %s grid', (_, grid) => {
  it.each([1, 2, 7, 1024])('falls from 1 to 1e-5 in %i steps', (steps) => {
    const times = grid(steps)
    expect(times.length).toBe(steps + 1)
    expect(times[0]).toBe(1)
    expect(times.at(-1)).toBe(FINAL_TIME)
    expect(times.every((time, i) => i === 0 || time < times[i - 1]!)).toBe(true)
  })

  it('refuses no steps', () => {
    expect(() => grid(0)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
    expect(() => grid(1.5)).toThrow(/not 1.5/)
  })
})

describe('the shapes of the grids', () => {
  it('linear steps are equal', () => {
    const times = linearTimes(10)
    times.slice(1).forEach((time, i) => expect(times[i]! - time).toBeCloseTo((1 - FINAL_TIME) / 10, 14))
  })

  it('cosine steps grow, so few tokens appear early', () => {
    const times = cosineTimes(10)
    const widths = Array.from(times.slice(1), (time, i) => times[i]! - time)
    expect(widths).toEqual([...widths].sort((left, right) => left - right))
    expect(1 - times[5]!).toBeCloseTo(1 - Math.SQRT1_2, 4)
  })
})
