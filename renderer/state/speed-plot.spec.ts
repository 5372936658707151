import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plotSteps, roundTicks } from './speed-plot'
import { curveInWords, failedDevices, shortNumber } from './speed-words'

const figure = (steps: number, judge: number, milliseconds: number) => ({
  steps,
  networkCalls: steps,
  milliseconds,
  judgeNatsPerToken: judge,
  standardError: 0.1
})
const figures = [figure(1, 4.7, 135), figure(4, 4.5, 300), figure(16, 3.9, 1200), figure(32, 3.4, 2158)]

describe('the plot of the steps', () => {
  it('gives each doubling the same room, and marks where the steps stand', () => {
    expect(plotSteps(figures, 4).steps).toEqual([
      { value: 1, x: 0 },
      { value: 4, x: 0.4 },
      { value: 16, x: 0.8 },
      { value: 32, x: 1 }
    ])
    expect(plotSteps(figures, 8).knob).toBeCloseTo(0.6, 9)
    expect(plotSteps(figures, 64).knob).toBe(1)
    expect(plotSteps([figures[0]!], 64).knob).toBe(0.5)
  })

  it('falls where the surprise falls, rises where the time rises, and begins time at nothing', () => {
    const { surprise, time } = plotSteps(figures, 4)
    const heights = surprise.points.map(({ y }) => y)
    expect(heights).toEqual([...heights].sort((a, b) => b - a))
    expect(time.points.map(({ y }) => y)).toEqual(time.points.map(({ y }) => y).sort((a, b) => a - b))
    expect(time.ticks[0]).toEqual({ value: 0, y: 0 })
    for (const { y, low, high } of surprise.points) {
      expect(low).toBeLessThan(y)
      expect(high).toBeGreaterThan(y)
    }
  })

  it('keeps everything within the plot', () => {
    const any = fc.record({
      judge: fc.double({ min: 0.2, max: 12, noNaN: true }),
      time: fc.double({ min: 1, max: 500_000, noNaN: true })
    })
    fc.assert(
      fc.property(
        fc.array(any, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 128 }),
        (values, knob) => {
          const plot = plotSteps(
            values.map(({ judge, time }, index) => figure(2 ** index, judge, time)),
            knob
          )
          for (const { points, ticks } of [plot.surprise, plot.time]) {
            expect(ticks.length).toBeGreaterThan(1)
            expect(ticks.length).toBeLessThan(7)
            for (const { x, low, high } of points) {
              for (const place of [x, low, high]) {
                expect(place).toBeGreaterThanOrEqual(-1e-9)
                expect(place).toBeLessThanOrEqual(1 + 1e-9)
              }
            }
          }
          expect(plot.knob).toBeGreaterThanOrEqual(0)
          expect(plot.knob).toBeLessThanOrEqual(1)
        }
      )
    )
  })

  it.each([
    [0, 2.158, [0, 1, 2, 3]],
    [3.3, 4.8, [3, 3.5, 4, 4.5, 5]],
    [0, 0.04, [0, 0.02, 0.04]],
    [5, 5, [4, 6]]
  ])('has round values from %d to %d at its side', (low, high, ticks) => {
    const found = roundTicks(low, high)
    expect(found[0]).toBeLessThanOrEqual(low)
    expect(found.at(-1)).toBeGreaterThanOrEqual(high)
    if (low !== high) expect(found).toEqual(ticks)
  })
})

describe('the words for the figures', () => {
  it('tell the curve', () => {
    expect(curveInWords(figures, 64)).toBe(
      'From 1 to 32 steps the surprise goes from 4.70 to 3.40 nats a token, and the time from 0.14 to 2.16 seconds. ' +
        'The steps are set to 64. The table has all figures.'
    )
  })

  it('name the devices that failed, and no others', () => {
    const why = 'No other device was clearly faster.'
    const slow = { device: 'cuda' as const, kind: 'slow' as const, reason: 'It was slow.' }
    const wrong = {
      device: 'webgpu' as const,
      kind: 'failed' as const,
      reason: 'It computed a wrong result in the trial.'
    }
    expect(failedDevices({ why, refused: [slow] })).toBe('')
    expect(failedDevices({ why, refused: [slow, wrong] })).toBe(
      'not WebGPU: it computed a wrong result in the trial.'
    )
  })

  it.each([
    [8.26, '8.3'],
    [45.8, '46'],
    [1096.4, '1,096']
  ])('write %d as %s', (value, text) => expect(shortNumber(value)).toBe(text))
})
