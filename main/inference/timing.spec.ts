import { describe, expect, it } from 'vitest'
import type { Denoiser } from '../../models/architectures/denoiser'
import { measureTiming } from './timing'

/** A denoiser that takes exactly as long as its formula says, on a clock of its own. */
function machine(window: number, cost: { contextToken: number; callFixed: number; callToken: number }) {
  let time = 0
  const open: { sessions: number; longest: number } = { sessions: 0, longest: 0 }
  const info = { name: 'fake', device: 'cpu', window, vocabularySize: 9, maskId: 7, padId: 8 }
  const denoiser: Denoiser = {
    info,
    open: async ({ contexts, canvases }) => {
      const context = contexts.reduce((sum, ids) => sum + ids.length, 0)
      const canvas = canvases.reduce((sum, { length }) => sum + length, 0)
      open.longest = Math.max(open.longest, context + canvas + 1)
      open.sessions += 1
      time += context * cost.contextToken
      return {
        evaluate: async ({ alternatives }) => {
          time += cost.callFixed + alternatives[0]!.length * cost.callToken
          return [[]]
        },
        close: async () => {
          open.sessions -= 1
        }
      }
    },
    dispose: async () => undefined
  }
  return { denoiser, open, now: () => time }
}

describe('measureTiming', () => {
  it('finds the costs of the machine', async () => {
    const cost = { contextToken: 4, callFixed: 30, callToken: 1.5 }
    const { denoiser, open, now } = machine(2048, cost)
    const found = await measureTiming(denoiser, new Int32Array([1, 2, 3]), now)
    for (const key of ['contextToken', 'callFixed', 'callToken'] as const) {
      expect(found[key]).toBeCloseTo(cost[key], 9)
    }
    expect(open.sessions).toBe(0)
  })

  it.each([4, 16, 64])('fits into a window of %i tokens', async (window) => {
    const { denoiser, open, now } = machine(window, { contextToken: 1, callFixed: 1, callToken: 1 })
    const found = await measureTiming(denoiser, new Int32Array([1]), now)
    expect(open.longest).toBeLessThanOrEqual(window)
    for (const value of Object.values(found)) expect(value).toSatisfy(Number.isFinite)
  })
})
