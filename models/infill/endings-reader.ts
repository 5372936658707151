import type { Denoiser, LeftToRightReading, WindowLayout } from '../architectures/denoiser'
import type { Alternative } from './alternative'
import type { Ending } from './endings'
import { callNetwork } from './network-call'

/** Tokens behind a canvas that tell whether it ends well. */
const tokensBehind = 6

/** Reads the ends that a canvas of a window could have, and what stands behind it, from left to right; hidden tokens are passed over. */
export class EndingsReader {
  readonly #read: NonNullable<Denoiser['leftToRight']>
  readonly #maskId: number
  readonly #layout: WindowLayout
  readonly #signal: AbortSignal | undefined

  private constructor(
    read: NonNullable<Denoiser['leftToRight']>,
    maskId: number,
    layout: WindowLayout,
    signal: AbortSignal | undefined
  ) {
    this.#read = read
    this.#maskId = maskId
    this.#layout = layout
    this.#signal = signal
  }

  /** Undefined where the network cannot be read from left to right. */
  static of(
    { leftToRight, info }: Denoiser,
    layout: WindowLayout,
    signal: AbortSignal | undefined
  ): EndingsReader | undefined {
    return leftToRight && new EndingsReader(leftToRight, info.maskId, layout, signal)
  }

  /**
   * For each ending of a canvas the log p of the token that ends it, if it has one, and of the text behind it, in nats.
   *
   * @throws FillError `cancelled` or `network-failed`.
   */
  async read(alternative: Alternative, canvas: number, endings: readonly Ending[]): Promise<number[]> {
    const readings = endings.map((ending) => this.#readingOf(alternative, canvas, ending))
    const answers = await callNetwork(this.#signal, () => this.#read(readings, this.#signal))
    return answers.map((logProbabilities, index) =>
      logProbabilities.subarray(readings[index]!.end).reduce((sum, value) => sum + value, 0)
    )
  }

  /** `end`: how many of the tokens asked about stand before the end. They are asked about because the judge will want to know. */
  #readingOf(
    alternative: Alternative,
    canvas: number,
    { kept, token }: Ending
  ): LeftToRightReading & { readonly end: number } {
    const { contexts } = this.#layout
    const left = contexts.slice(0, canvas + 1).flatMap((context, index) => {
      const { tokens } = alternative.content(index)
      const known = index === canvas ? tokens.subarray(0, kept) : tokens.filter((id) => id !== this.#maskId)
      return [...context, ...known]
    })
    const behind = contexts[canvas + 1]!.subarray(0, tokensBehind)
    const asked = [...(token === undefined ? [] : [token.token]), ...behind]
    const from = contexts[0]!.length
    return { ids: Int32Array.from([...left, ...asked]), from, shared: from, end: left.length - from }
  }
}
