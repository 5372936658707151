import type { Denoiser, WindowLayout } from '../architectures/denoiser'
import { callNetwork } from './network-call'
import type { CanvasContent } from './region-output'

/** A sum over tokens, so that windows can be averaged. */
export interface Judgement {
  readonly logProbability: number
  readonly tokens: number
}

/** Tokens after the last canvas whose surprise counts, too. */
const judgeSuffixTokens = 32

/**
 * How likely a window is, filled in each of several ways, to a reader who goes from left to right: log-probability of the new text, what
 * stands between, and the 32 tokens after it, which suffer when the new text does not lead up to them. Without such a reader: what the
 * denoiser said at each draw.
 *
 * @throws FillError `cancelled` or `network-failed`.
 */
export async function judgeWindow(
  denoiser: Denoiser,
  { contexts }: WindowLayout,
  filled: readonly (readonly CanvasContent[])[],
  signal: AbortSignal | undefined
): Promise<Judgement[]> {
  const { leftToRight } = denoiser
  if (leftToRight === undefined) {
    return filled.map((contents) =>
      judgementOf(contents.flatMap(({ logProbabilities }) => Array.from(logProbabilities)))
    )
  }
  // The whole context: the network has read it when the window was opened, and does not read it again.
  const before = contexts[0]!
  const readings = filled.map((contents) => {
    const judged = contents.flatMap(({ tokens }, index) => {
      const after = contexts[index + 1]!
      return [...tokens, ...(index === contents.length - 1 ? after.slice(0, judgeSuffixTokens) : after)]
    })
    return { ids: Int32Array.from([...before, ...judged]), from: before.length, shared: before.length }
  })
  const read = await callNetwork(signal, () => leftToRight(readings, signal))
  return read.map((logProbabilities) => judgementOf(Array.from(logProbabilities)))
}

const judgementOf = (logProbabilities: readonly number[]): Judgement => ({
  logProbability: logProbabilities.reduce((sum, value) => sum + value, 0),
  tokens: logProbabilities.length
})
