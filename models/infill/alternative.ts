import type { Candidates } from '../architectures/denoiser'
import type { Sharpening } from '../diffusion/categorical'
import type { MaskedPosition } from '../diffusion/order'
import type { Random } from '../diffusion/random'
import type { CanvasSlot, Vocabulary } from './canvas-slot'
import { CanvasState, type SlotAt } from './canvas-state'
import { endAt, endWithSentence, possibleEndings, type Ending } from './endings'
import type { CanvasContent } from './region-output'
import { TokenDraw } from './token-draw'

/**
 * Words that a place offers where several are revealed in one call. None of these draws knows of the others, and unlikely words seldom fit
 * together.
 */
const offeredTogether = 64

/**
 * The canvases of one window for one alternative, on the way from all hidden to all revealed. Positions are flat: all canvases one
 * after the other. Revealed tokens never change, but for one case: half a character that no candidate completes is drawn anew.
 */
export class Alternative {
  readonly #state: CanvasState
  readonly #draw: TokenDraw
  /** Canvases whose endings were asked for. */
  readonly #finished = new Set<SlotAt>()

  constructor(slots: readonly CanvasSlot[], vocabulary: Vocabulary, sharpening: Sharpening, random: Random) {
    this.#state = new CanvasState(slots, vocabulary)
    this.#draw = new TokenDraw(this.#state, sharpening, random)
  }

  /** What the network is shown: MASK where hidden, PAD behind the end of a canvas. */
  get tokens(): Int32Array {
    return this.#state.tokens
  }

  /** Flat positions that are still hidden, in order. */
  hidden(): Int32Array {
    return this.tokens.map((_, position) => position).filter((position) => this.#state.isHidden(position))
  }

  /** What stands in a canvas, without its PADs. */
  content(canvas: number): CanvasContent {
    const slot = this.#state.slots[canvas]!
    const { start } = slot
    const end = this.#state.textEnd(slot)
    return {
      tokens: this.tokens.slice(start, end),
      logProbabilities: this.#state.logProbabilities.slice(start, end),
      drawnFrom: Array.from({ length: end - start }, (_, index) => this.#state.candidatesOf(start + index))
    }
  }

  /** Tokens from a position to the nearest one on its left that is not hidden; the text before a canvas counts. */
  distance(position: number): number {
    return this.#state.distance(position)
  }

  /** What an order wants to know of a hidden position. Without candidates: only where it is. */
  maskedPosition(position: number, candidates?: Candidates): MaskedPosition {
    const { start, minimum } = this.#state.slotOf(position)
    const barred = position - start < minimum ? this.#state.vocabulary.padId : undefined
    const best = candidates?.tokens.findIndex((token) => token !== barred) ?? -1
    return {
      position,
      maxLogProbability: candidates?.logProbabilities[best] ?? 0,
      entropy: candidates?.entropy ?? 0,
      distance: this.distance(position)
    }
  }

  /** Draws a token for each of some hidden positions, from left to right. */
  reveal(chosen: readonly Candidates[]): void {
    const inOrder = [...chosen].sort((left, right) => left.position - right.position)
    for (const candidates of inOrder) this.#state.remember(candidates)
    for (const candidates of inOrder) {
      const { position } = candidates
      // An end that was drawn just before on its left has decided this position.
      if (!this.#state.isHidden(position)) continue
      this.#draw.reveal(inOrder.length > 1 ? likeliest(candidates, offeredTogether) : candidates)
      endWithSentence(this.#state, position)
    }
  }

  /**
   * Canvases that were revealed from end to end since this was asked last, each with the places where it could end: none where it is to stay as
   * it is.
   */
  takeEndings(): { readonly canvas: number; readonly endings: Ending[] }[] {
    const completed = this.#state.slots.flatMap((slot, canvas) => {
      const hides = this.tokens.subarray(slot.start, slot.end).includes(this.#state.vocabulary.maskId)
      return hides || this.#finished.has(slot) ? [] : [{ slot, canvas }]
    })
    return completed.map(({ slot, canvas }) => {
      this.#finished.add(slot)
      return { canvas, endings: possibleEndings(this.#state, slot) }
    })
  }

  endAt(canvas: number, ending: Ending): void {
    endAt(this.#state, this.#state.slots[canvas]!, ending)
  }
}

const likeliest = (candidates: Candidates, count: number): Candidates => ({
  ...candidates,
  tokens: candidates.tokens.subarray(0, count),
  logProbabilities: candidates.logProbabilities.subarray(0, count)
})
