import type { WindowLayout } from '../architectures/denoiser'
import { logLinearNoise } from '../diffusion/noise'
import type { FillContext } from './fill-context'
import { lengthFromPad } from './length'
import { callNetwork } from './network-call'

/**
 * Asks the network how long the gaps of a window should be: one call in which all positions are hidden.
 *
 * @param layout with a bucket (`automaticBucket`) for each gap, its length open.
 * @param uniforms in [0, 1), one for each canvas: which quantile of its length to take; undefined where the length is settled.
 * @returns the length of each canvas in tokens.
 * @throws FillError `cancelled` or `network-failed`.
 */
export async function chooseLengths(
  { denoiser, vocabulary: { maskId, padId }, signal }: FillContext,
  layout: WindowLayout,
  uniforms: readonly (number | undefined)[]
): Promise<number[]> {
  const total = layout.canvases.reduce((sum, { length }) => sum + length, 0)
  const session = await callNetwork(signal, () => denoiser.open(layout, signal))
  try {
    const request = {
      alternatives: [new Int32Array(total).fill(maskId)],
      positions: [Int32Array.from({ length: total }, (_, position) => position)],
      targets: [new Int32Array(total).fill(padId)],
      totalNoise: logLinearNoise().total(1)
    }
    const [answers] = await callNetwork(signal, () => session.evaluate(request, signal))
    let end = 0
    return layout.canvases.map(({ length }, canvas) => {
      const own = answers!.slice(end, (end += length))
      const uniform = uniforms[canvas]
      if (uniform === undefined) return length
      return lengthFromPad(
        own.map(({ targetLogProbability }) => targetLogProbability ?? -Infinity),
        uniform
      )
    })
  } finally {
    await session.close()
  }
}
