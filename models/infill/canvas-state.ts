import type { Candidates } from '../architectures/denoiser'
import type { CanvasSlot, Vocabulary } from './canvas-slot'
import { sentenceEnd } from './characters'
import { mayEndBefore, type Neighbour, type Place } from './constraints'
import { hiddenToken } from './old-tokens'
import type { TokenTraits } from './token-traits'
import { advance, characterBoundary } from './utf8'
import { wordAround, type WordAround } from './word-around'

/**
 * Canvases of more tokens than this may have several sentences even where the text goes on in the middle of one: 19 of 20 ends of sentences
 * are shorter (exp(2.49 + 1.645 · 0.68); see `usualLengths`).
 */
const longestPartOfSentence = 37

/** A canvas with its flat bounds: all canvases of a window stand one after the other. */
export interface SlotAt extends CanvasSlot {
  readonly start: number
  readonly end: number
}

/** A token with the log-probability the network gave it, nats. */
export interface Draw {
  readonly token: number
  readonly logProbability: number
}

/** What stands in the canvases of one window, and what each drawn position was drawn from. */
export class CanvasState {
  readonly slots: readonly SlotAt[]
  readonly vocabulary: Vocabulary
  /** What the network is shown: MASK where hidden, PAD behind the end of a canvas. */
  readonly tokens: Int32Array
  readonly logProbabilities: Float64Array
  /** With whether the network knew the token on the left. */
  readonly #drawnFrom: { readonly candidates: Candidates; readonly knewLeft: boolean }[] = []

  constructor(slots: readonly CanvasSlot[], vocabulary: Vocabulary) {
    let end = 0
    this.slots = slots.map((slot) => ({ ...slot, start: end, end: (end += slot.length) }))
    this.vocabulary = vocabulary
    this.tokens = new Int32Array(end).fill(vocabulary.maskId)
    this.logProbabilities = new Float64Array(end)
    for (const { start, tokens } of this.slots) {
      tokens?.forEach((token, index) => {
        if (token !== hiddenToken) this.tokens[start + index] = token
      })
    }
  }

  isHidden(position: number): boolean {
    return this.tokens[position] === this.vocabulary.maskId
  }

  slotOf(position: number): SlotAt {
    return this.slots.find(({ end }) => position < end)!
  }

  /** Behind the last token of a canvas that is not PAD. */
  textEnd({ start, end }: SlotAt): number {
    const pad = this.tokens.subarray(start, end).indexOf(this.vocabulary.padId)
    return pad < 0 ? end : start + pad
  }

  /** Tokens from a position to the nearest one on its left that is not hidden; the text before a canvas counts. */
  distance(position: number): number {
    const { start } = this.slotOf(position)
    let at = position - 1
    while (at >= start && this.isHidden(at)) at--
    return position - at
  }

  /** What stands in its canvas before a position, without what is hidden. */
  textBefore(position: number): string {
    const tokens = this.tokens.subarray(this.slotOf(position).start, position)
    return Buffer.concat(Array.from(tokens, (token) => this.vocabulary.traitsOf(token).bytes)).toString()
  }

  put(position: number, { token, logProbability }: Draw): void {
    this.tokens[position] = token
    this.logProbabilities[position] = logProbability
  }

  hide(position: number): void {
    this.tokens[position] = this.vocabulary.maskId
  }

  /** A canvas ends before a position: PAD from there on. */
  endBefore(position: number): void {
    this.tokens.fill(this.vocabulary.padId, position, this.slotOf(position).end)
  }

  remember(candidates: Candidates): void {
    const { position } = candidates
    this.#drawnFrom[position] = { candidates, knewLeft: this.distance(position) === 1 }
  }

  candidatesOf(position: number): Candidates | undefined {
    return this.#drawnFrom[position]?.candidates
  }

  /** What the network offered at a position when it knew the token on its left; nothing if it did not. */
  offeredAt(position: number): Draw[] {
    const drawn = this.#drawnFrom[position]
    if (drawn?.knewLeft !== true) return []
    const { tokens, logProbabilities } = drawn.candidates
    return Array.from(tokens, (token, index) => ({ token, logProbability: logProbabilities[index]! }))
  }

  placeOf(position: number): Place {
    const slot = this.slotOf(position)
    const { start, end, seams, lineBreaks } = slot
    const left = position === start ? 'edge' : this.#neighbour(position - 1)
    const right =
      position + 1 === end || this.tokens[position + 1] === this.vocabulary.padId
        ? 'edge'
        : this.#neighbour(position + 1)
    const { first, last } = seams
    const midSentence = seams.midSentence && end - start <= longestPartOfSentence
    const entry = this.#entry(position, start)
    return {
      left,
      right,
      entry,
      word: this.#wordAround(position, slot),
      first,
      last,
      lineBreaks,
      midSentence
    }
  }

  /** Whether PAD may be drawn at a position. */
  mayEndAt(position: number, place: Place): boolean {
    const { start, end, minimum } = this.slotOf(position)
    if (position - start < minimum || !mayEndBefore(place)) return false
    // What closes (’) ends a sentence only behind the end of one: o’ is a word cut off.
    if (
      place.last === 'sentence-end' &&
      !this.isHidden(position - 1) &&
      !sentenceEnd.test(this.textBefore(position))
    )
      return false
    const { maskId, padId } = this.vocabulary
    return this.tokens.subarray(position + 1, end).every((token) => token === maskId || token === padId)
  }

  #neighbour(position: number): Neighbour {
    const token = this.tokens[position]!
    return this.isHidden(position) ? 'hidden' : { token, traits: this.vocabulary.traitsOf(token) }
  }

  #wordAround(position: number, slot: SlotAt): WordAround | undefined {
    const { spelling, traitsOf } = this.vocabulary
    if (spelling === undefined) return undefined
    const traitsAt = (at: number): TokenTraits | undefined =>
      this.isHidden(at) ? undefined : traitsOf(this.tokens[at]!)
    const span = { start: slot.start, end: this.textEnd(slot) }
    return wordAround(spelling, position, span, traitsAt, slot.seams.last === 'letter')
  }

  /** The UTF-8 state before a position. A token is only ever put behind a hidden one if it begins with a whole character. */
  #entry(position: number, start: number): number {
    const { traitsOf } = this.vocabulary
    let first = position
    while (first > start && !this.isHidden(first - 1) && !traitsOf(this.tokens[first - 1]!).whole) first--
    let state = characterBoundary
    for (let at = first; at < position; at++) state = advance(state, traitsOf(this.tokens[at]!).bytes)
    return state
  }
}
