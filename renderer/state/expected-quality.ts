import type { InferenceStatus } from '../../main/ipc/contract'
import type { FillSize } from './expected-time'

export type StepQuality = Extract<InferenceStatus, { state: 'ready' }>['stepQuality']

/**
 * How well so many steps are expected to write a fill of this size: 1 as well as the model was seen to write, 0 as badly. In between it
 * follows the measured surprise, which depends on the tokens that one call chooses; between measurements, on their logarithm. Null where
 * the model does not say what steps buy.
 */
export function expectedQuality({ masks }: FillSize, steps: number, measured: StepQuality): number | null {
  const surprises = measured.map(({ surprise }) => surprise)
  const best = Math.min(...surprises)
  const worst = Math.max(...surprises)
  if (!(worst > best)) return null
  const surprise = surpriseAt(Math.max(1, masks / steps), measured)
  return (worst - surprise) / (worst - best)
}

function surpriseAt(tokensPerCall: number, measured: StepQuality): number {
  const after = measured.findIndex((point) => point.tokensPerCall >= tokensPerCall)
  if (after === -1) return measured.at(-1)!.surprise
  const next = measured[after]!
  const last = measured[after - 1]
  if (last === undefined) return next.surprise
  const share =
    Math.log(tokensPerCall / last.tokensPerCall) / Math.log(next.tokensPerCall / last.tokensPerCall)
  return last.surprise + share * (next.surprise - last.surprise)
}
