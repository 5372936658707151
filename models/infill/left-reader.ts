import type { Candidates, Denoiser, LeftToRightReading, WindowLayout } from '../architectures/denoiser'
import type { Alternative } from './alternative'
import type { Ending } from './endings'
import { callNetwork } from './network-call'

/** Tokens behind a canvas that tell whether it ends well. */
const tokensBehind = 8

/**
 * A product of experts: log p = (1 − w) log p_denoiser + w log p_reader + constant, with w = `readerWeight`. The denoiser knows what stands on the right; the same weights read
 * left to right, which were trained on far more text, know better how a sentence goes on. PAD, of which the reader knows nothing, keeps
 * its probability. A token that the reader does not list counts as the least likely one that it does.
 */
export function combine(
  denoiser: Candidates,
  reader: Candidates,
  padId: number,
  readerWeight: number
): Candidates {
  const listed = new Map(
    Array.from(reader.tokens, (token, index) => [token, reader.logProbabilities[index]!])
  )
  const unlisted = reader.logProbabilities.at(-1) ?? 0
  const { tokens, logProbabilities } = denoiser
  const products = Array.from(tokens, (token, index) =>
    token === padId
      ? -Infinity
      : (1 - readerWeight) * logProbabilities[index]! + readerWeight * (listed.get(token) ?? unlisted)
  )
  const mass = (values: Iterable<number>): number => {
    let sum = 0
    for (const value of values) sum += Math.exp(value)
    return sum
  }
  const words = Array.from(logProbabilities).filter((_, index) => tokens[index] !== padId)
  // As much probability as the denoiser gave these tokens together.
  const scale = Math.log(mass(words)) - Math.log(mass(products))
  const combined = products.map((value, index) =>
    tokens[index] === padId ? logProbabilities[index]! : value + scale
  )
  const order = combined.map((_, index) => index).sort((left, right) => combined[right]! - combined[left]!)
  return {
    ...denoiser,
    tokens: Int32Array.from(order, (index) => tokens[index]!),
    logProbabilities: Float64Array.from(order, (index) => combined[index]!)
  }
}

/** Positions of an alternative that are to be revealed, with what the denoiser said of them. */
export interface Choice {
  readonly alternative: Alternative
  readonly chosen: readonly Candidates[]
}

/** Reads what stands before positions of a window from left to right; hidden tokens are passed over. */
export class LeftReader {
  readonly #predict: NonNullable<Denoiser['predictLeftToRight']>
  readonly #layout: WindowLayout
  readonly #padId: number
  readonly #maskId: number
  readonly #weight: number
  readonly #signal: AbortSignal | undefined

  private constructor(
    predict: NonNullable<Denoiser['predictLeftToRight']>,
    { info }: Denoiser,
    layout: WindowLayout,
    weight: number,
    signal: AbortSignal | undefined
  ) {
    this.#predict = predict
    this.#layout = layout
    this.#padId = info.padId
    this.#maskId = info.maskId
    this.#weight = weight
    this.#signal = signal
  }

  /**
   * Undefined where the network cannot be read from left to right.
   *
   * @param weight of what it says, 0 … 1; see `combine`.
   */
  static of(
    denoiser: Denoiser,
    layout: WindowLayout,
    weight: number,
    signal: AbortSignal | undefined
  ): LeftReader | undefined {
    const { predictLeftToRight } = denoiser
    return predictLeftToRight && new LeftReader(predictLeftToRight, denoiser, layout, weight, signal)
  }

  /**
   * The candidates of some positions of each alternative, combined with what the reader says where the token on the left is known.
   * All are read in one call, and none where the reader has no weight.
   *
   * @throws FillError `cancelled` or `network-failed`.
   */
  async read(choices: readonly Choice[]): Promise<Candidates[][]> {
    if (this.#weight === 0) return choices.map(({ chosen }) => [...chosen])
    const readings = new Map<Candidates, LeftToRightReading>()
    for (const { alternative, chosen } of choices) {
      for (const candidates of chosen) {
        if (alternative.distance(candidates.position) > 1) continue
        readings.set(candidates, this.#readingBefore(alternative, candidates))
      }
    }
    const asked = [...readings.keys()]
    const answers = await this.#ask([...readings.values()])
    const read = new Map(asked.map((candidates, index) => [candidates, answers[index]![0]!]))
    return choices.map(({ chosen }) =>
      chosen.map((candidates) => {
        const reader = read.get(candidates)
        return reader === undefined ? candidates : combine(candidates, reader, this.#padId, this.#weight)
      })
    )
  }

  /**
   * For each ending of a canvas the log p of the token that ends it, if it has one, and of the text behind it, in nats.
   *
   * @throws FillError `cancelled` or `network-failed`.
   */
  async readEndings(alternative: Alternative, canvas: number, endings: readonly Ending[]): Promise<number[]> {
    const answers = await this.#ask(endings.map((ending) => this.#readingOf(alternative, canvas, ending)))
    return answers.map((places) =>
      places.reduce((sum, { targetLogProbability }) => sum + targetLogProbability!, 0)
    )
  }

  #ask(readings: readonly LeftToRightReading[]): Promise<Candidates[][]> {
    if (readings.length === 0) return Promise.resolve([])
    return callNetwork(this.#signal, () => this.#predict(readings, this.#signal))
  }

  #readingBefore(alternative: Alternative, { position, tokens }: Candidates): LeftToRightReading {
    const left = alternative
      .revealedBefore(position)
      .flatMap((revealed, canvas) => [...this.#layout.contexts[canvas]!, ...revealed])
    // The reader is asked for the place of a token, whichever it is.
    return this.#reading(left, [tokens[0]!])
  }

  #readingOf(alternative: Alternative, canvas: number, { kept, token }: Ending): LeftToRightReading {
    const left = this.#layout.contexts.slice(0, canvas + 1).flatMap((context, index) => {
      const { tokens } = alternative.content(index)
      const known = index === canvas ? tokens.subarray(0, kept) : tokens.filter((id) => id !== this.#maskId)
      return [...context, ...known]
    })
    const behind = this.#layout.contexts[canvas + 1]!.subarray(0, tokensBehind)
    return this.#reading(left, [...(token === undefined ? [] : [token.token]), ...behind])
  }

  #reading(left: readonly number[], asked: readonly number[]): LeftToRightReading {
    const shared = this.#layout.contexts[0]!.length
    return { ids: Int32Array.from([...left, ...asked]), from: left.length, shared }
  }
}
