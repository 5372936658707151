import { describe, expect, it } from 'vitest'
import type { DenoiserSession, EvaluateRequest } from '../architectures/denoiser'
import { stepsOf } from './steps'

const maskId = 0

describe('steps of fills', () => {
  it.each([
    { length: 32, alternatives: 1 },
    { length: 8, alternatives: 4 },
    { length: 128, alternatives: 2 }
  ])('ask only about what is hidden, of canvases that differ: %j', async ({ length, alternatives }) => {
    const requests: EvaluateRequest[] = []
    const session: DenoiserSession = {
      evaluate(request) {
        requests.push(request)
        return Promise.resolve([])
      },
      remember: () => ({ kind: 'canvas-memory' }),
      close: () => Promise.resolve()
    }
    const revealed = Int32Array.from({ length: 512 }, (_, index) => index + 1)
    const steps = stepsOf(session, { length, maskId, revealed, alternatives })
    for (let step = 0; step < 40; step++) await steps.next(undefined)
    for (const [step, request] of requests.entries()) {
      const { alternatives: canvases, positions, memories } = request
      expect([canvases.length, positions.length]).toEqual([alternatives, alternatives])
      expect(memories).toBe(requests[0]!.memories)
      canvases.forEach((canvas, index) => {
        expect(canvas.length).toBe(length)
        expect(positions[index]!.length).toBeGreaterThan(0)
        for (const position of positions[index]!) expect(canvas[position]).toBe(maskId)
      })
      if (step > 0) expect(new Set(canvases.map(String)).size).toBe(alternatives)
    }
    const hiddenAt = (step: number): number =>
      requests[step]!.alternatives[0]!.filter((token) => token === maskId).length
    expect(hiddenAt(0)).toBe(length)
    expect(hiddenAt(0) - hiddenAt(1)).toBe(Math.max(1, length / 16))
  })
})
