import type { Candidates, DenoiserSession } from '../architectures/denoiser'
import { logLinearNoise } from '../diffusion/noise'
import type { OrderChooser } from '../diffusion/order'
import type { Alternative } from './alternative'
import type { EndingsReader } from './endings-reader'
import { finishCanvases } from './finish-canvases'
import { callNetwork } from './network-call'

export interface WindowSampler {
  readonly alternative: Alternative
  /** Its own stream of random numbers, and as many steps as `steps` below. */
  readonly order: OrderChooser
}

const noise = logLinearNoise()

/** Total noise σ̄ at which as large a share of the positions is masked on average as now is. */
function noiseOf(samplers: readonly WindowSampler[], hidden: readonly Int32Array[]): number {
  const positions = samplers.reduce((sum, { alternative }) => sum + alternative.tokens.length, 0)
  return noise.total(hidden.reduce((sum, { length }) => sum + length, 0) / positions)
}

/**
 * Reveals all hidden positions of the alternatives in at most `steps` network calls, each of which serves all alternatives. An order
 * that does not depend on the network chooses first, and where it chooses nothing the network is not called.
 *
 * @param reader has a say in where a canvas ends.
 * @param onCall after each network call and what it revealed.
 * @throws FillError `cancelled` or `network-failed`.
 */
export async function sampleWindow(
  session: DenoiserSession,
  reader: EndingsReader | undefined,
  samplers: readonly WindowSampler[],
  steps: number,
  signal: AbortSignal | undefined,
  onCall: () => void
): Promise<void> {
  const { remember } = session
  const memories = remember && samplers.map(() => remember())
  for (let step = 0; step < steps; step++) {
    const hidden = samplers.map(({ alternative }) => alternative.hidden())
    if (hidden.every(({ length }) => length === 0)) return
    const positions = samplers.map((sampler, index) => positionsToAsk(sampler, hidden[index]!))
    if (positions.every(({ length }) => length === 0)) continue
    const answers = await callNetwork(signal, () =>
      session.evaluate(
        {
          alternatives: samplers.map(({ alternative }) => alternative.tokens.slice()),
          positions,
          totalNoise: noiseOf(samplers, hidden),
          ...(memories && { memories })
        },
        signal
      )
    )
    for (const [index, sampler] of samplers.entries()) {
      const { alternative } = sampler
      alternative.reveal(candidatesToReveal(sampler, answers[index]!, hidden[index]!.length))
      await finishCanvases(alternative, reader)
    }
    onCall()
  }
}

function positionsToAsk({ alternative, order }: WindowSampler, hidden: Int32Array): Int32Array {
  if (hidden.length === 0) return hidden
  const masked = Array.from(hidden, (position) => alternative.maskedPosition(position))
  const asked = order.readsModel
    ? order.eligible(masked.map(({ distance }) => distance))
    : order.choose(masked)
  return Int32Array.from(asked, (index) => hidden[index]!)
}

function candidatesToReveal(
  { alternative, order }: WindowSampler,
  answers: Candidates[],
  remaining: number
): Candidates[] {
  if (!order.readsModel || answers.length === 0) return answers
  const masked = answers.map((candidates) => alternative.maskedPosition(candidates.position, candidates))
  return order.choose(masked, remaining).map((index) => answers[index]!)
}
