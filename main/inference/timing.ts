import type { InferenceStatus } from '../ipc/contract'
import type { Denoiser, DenoiserSession } from '../../models/architectures/denoiser'

export type Timing = Extract<InferenceStatus, { state: 'ready' }>['timing']

const contextLength = 96
const shortCanvas = 8
const longCanvas = 40
const repetitions = 2

/**
 * Measures how fast this machine runs the network, on a window of ordinary tokens: half of each canvas is hidden, as in the middle of a fill.
 * Also warms the runtime up, so that the first fill is no slower than the second.
 *
 * @param ids tokens of any text, at least one
 * @param now milliseconds
 */
export async function measureTiming(denoiser: Denoiser, ids: Int32Array, now: () => number): Promise<Timing> {
  const { window, maskId } = denoiser.info
  // A small window is shared out the same way: two parts context, one part canvas.
  const long = Math.min(longCanvas, Math.floor(window / 3))
  const short = Math.max(1, Math.min(shortCanvas, Math.floor(long / 2)))
  const context = Int32Array.from(
    { length: Math.min(contextLength, window - long - 1) },
    (_, index) => ids[index % ids.length]!
  )

  const timed = async <Value>(
    task: () => Promise<Value>
  ): Promise<{ value: Value; milliseconds: number }> => {
    const start = now()
    const value = await task()
    return { value, milliseconds: now() - start }
  }
  const call = async (session: DenoiserSession, length: number): Promise<number> => {
    const canvas = Int32Array.from({ length }, (_, index) =>
      index % 2 === 0 ? maskId : ids[index % ids.length]!
    )
    const positions = Int32Array.from({ length: Math.ceil(length / 2) }, (_, index) => 2 * index)
    const request = { alternatives: [canvas], positions: [positions], totalNoise: 1 }
    return (await timed(() => session.evaluate(request))).milliseconds
  }

  let open = Infinity
  const calls = { short: Infinity, long: Infinity }
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const size of ['short', 'long'] as const) {
      const length = size === 'short' ? short : long
      const layout = { contexts: [context, new Int32Array()], canvases: [{ length, openLength: false }] }
      const { value: session, milliseconds } = await timed(() => denoiser.open(layout))
      try {
        open = Math.min(open, milliseconds)
        calls[size] = Math.min(calls[size], await call(session, length))
      } finally {
        await session.close()
      }
    }
  }
  const callToken = long === short ? 0 : Math.max(0, (calls.long - calls.short) / (long - short))
  return {
    contextToken: open / context.length,
    callFixed: Math.max(0, calls.short - short * callToken),
    callToken
  }
}
