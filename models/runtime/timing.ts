import type { Denoiser } from '../architectures/denoiser'

/** What this machine needs, in milliseconds: reading one token of context, and a network call as callFixed + callToken × canvas tokens. */
export interface Timing {
  readonly contextToken: number
  readonly callFixed: number
  readonly callToken: number
}

const contextTokens = 64
const shortCanvas = 8
const longCanvas = 40
const runs = 2

/** Measures a denoiser on a window of its own; this also warms it up. `clock` gives milliseconds. */
export async function measureTiming(
  denoiser: Denoiser,
  signal?: AbortSignal,
  clock: () => number = () => performance.now()
): Promise<Timing> {
  const { window, maskId, vocabularySize } = denoiser.info
  // A model with a tiny window is measured on what fits.
  const share = Math.min(1, (window - 1) / (contextTokens + longCanvas))
  const sizes = [contextTokens, shortCanvas, longCanvas].map((size) => Math.max(1, Math.floor(size * share)))
  const [context, short, long] = sizes as [number, number, number]
  let reading = Infinity
  let shortCall = Infinity
  let longCall = Infinity
  for (let run = 0; run < runs; run += 1) {
    // Another context each time: what was read before would not be read again. The two canvases of a run share one.
    const before = Int32Array.from(
      { length: context },
      (_, index) => ((index + run) * 37 + 5) % vocabularySize
    )
    for (const length of [short, long]) {
      const started = clock()
      const session = await denoiser.open(
        { contexts: [before, new Int32Array(0)], canvases: [{ length, openLength: true }] },
        signal
      )
      const opened = clock()
      const canvas = new Int32Array(length).fill(maskId)
      await session.evaluate(
        { alternatives: [canvas], positions: [canvas.map((_, index) => index)], totalNoise: 1 },
        signal
      )
      const evaluated = clock()
      await session.close()
      if (length === short) {
        reading = Math.min(reading, opened - started)
        shortCall = Math.min(shortCall, evaluated - opened)
      } else longCall = Math.min(longCall, evaluated - opened)
    }
  }
  const callToken = long > short ? Math.max(0, longCall - shortCall) / (long - short) : 0
  return {
    contextToken: reading / (context + 1),
    callFixed: Math.max(0, shortCall - callToken * short),
    callToken
  }
}
