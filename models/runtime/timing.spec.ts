import { describe, expect, it } from 'vitest'
import type { Denoiser } from '../architectures/denoiser'
import { measureTiming } from './timing'

/** A denoiser on a clock of its own: 2 ms a context token that is new to it, 30 ms a call and 0.5 ms a canvas token. */
function clockwork(window: number): { denoiser: Denoiser; clock: () => number } {
  let now = 0
  const read = new Set<string>()
  const denoiser: Denoiser = {
    info: { name: 'clockwork', device: 'cpu', window, vocabularySize: 9, maskId: 7, padId: 8 },
    async open({ contexts, canvases }) {
      const tokens = 1 + contexts.reduce((sum, { length }) => sum + length, 0)
      const canvas = canvases.reduce((sum, { length }) => sum + length, 0)
      expect(tokens + canvas).toBeLessThanOrEqual(window)
      if (!read.has(contexts.join())) now += 2 * tokens
      read.add(contexts.join())
      return {
        async evaluate({ alternatives }) {
          now += 30 + 0.5 * alternatives[0]!.length
          return [[]]
        },
        async close() {
          now += 1000
        }
      }
    },
    async dispose() {
      now = 0
    }
  }
  return { denoiser, clock: () => now }
}

describe('the timing of a denoiser', () => {
  it.each([2048, 60])('is told apart into context, call and token in a window of %i', async (window) => {
    const { denoiser, clock } = clockwork(window)
    const { contextToken, callFixed, callToken } = await measureTiming(denoiser, undefined, clock)
    expect(contextToken).toBeCloseTo(2)
    expect(callFixed).toBeCloseTo(30)
    expect(callToken).toBeCloseTo(0.5)
  })
})
