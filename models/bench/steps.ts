import type { Candidates, DenoiserSession } from '../architectures/denoiser'

/** Steps that a fill of 16 calls takes of each canvas. */
export const stepsOfFill = 16

/** Places that a step asks about besides those that it reveals, as the order of the app does. */
const askedBesides = 2

/**
 * Steps of fills, without the draws: from left to right, an equal share of the canvas each. Where the canvas is full another fill begins with the
 * memory of the one before, so every step but the first finds all rows known.
 */
export function stepsOf(
  session: DenoiserSession,
  {
    length,
    maskId,
    revealed,
    alternatives = 1
  }: {
    readonly length: number
    readonly maskId: number
    /** What stands where a canvas is revealed; another alternative has another part of it. */
    readonly revealed: Int32Array
    readonly alternatives?: number
  }
): { next(signal: AbortSignal | undefined): Promise<Candidates[][]> } {
  const { remember } = session
  const memories = remember && Array.from({ length: alternatives }, () => remember())
  const share = Math.max(1, Math.round(length / stepsOfFill))
  let known = 0
  const wordAt = (alternative: number, position: number): number =>
    revealed[(alternative * length + position) % revealed.length]!
  return {
    next(signal) {
      const start = known
      known = known + share < length ? known + share : 1
      const canvases = Array.from({ length: alternatives }, (_, alternative) =>
        Int32Array.from({ length }, (__, position) =>
          position < start ? wordAt(alternative, position) : maskId
        )
      )
      const asked = Int32Array.from(
        { length: Math.min(share + askedBesides, length - start) },
        (_, index) => start + index
      )
      return session.evaluate(
        {
          alternatives: canvases,
          positions: canvases.map(() => asked),
          totalNoise: 1,
          ...(memories && { memories })
        },
        signal
      )
    }
  }
}
