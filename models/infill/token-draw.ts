import type { Candidates } from '../architectures/denoiser'
import { drawIndex, sharpen, type Sharpening } from '../diffusion/categorical'
import type { Random } from '../diffusion/random'
import type { CanvasState, Draw } from './canvas-state'
import { isFitting, isSound, isSpelled, type Place } from './constraints'
import { characterBoundary } from './utf8'

/** Draws tokens for hidden positions: from what the network offers, what may stand there. */
export class TokenDraw {
  readonly #state: CanvasState
  readonly #sharpening: Sharpening
  readonly #random: Random

  constructor(state: CanvasState, sharpening: Sharpening, random: Random) {
    this.#state = state
    this.#sharpening = sharpening
    this.#random = random
  }

  /**
   * Reveals one position. Where no candidate completes half a character on its left, that is drawn anew, too: the only case in which
   * a revealed token changes.
   */
  reveal(candidates: Candidates): void {
    const { position } = candidates
    const place = this.#state.placeOf(position)
    const draw = this.#draw(candidates, place)
    if (draw?.token === this.#state.vocabulary.padId) {
      this.#state.endBefore(position)
    } else if (draw !== undefined) {
      this.#state.put(position, draw)
    } else if (place.entry === characterBoundary) {
      this.#state.put(position, this.#fallBack(candidates, place))
    } else {
      this.#drawWholeCharacters(position)
    }
  }

  /** Draws the half character on the left of a position anew, and the position itself, without half characters this time. */
  #drawWholeCharacters(position: number): void {
    let start = position
    while (this.#state.placeOf(start).entry !== characterBoundary) start--
    for (let at = start; at <= position; at++) this.#state.hide(at)
    for (let at = start; at <= position; at++) {
      const candidates = this.#state.candidatesOf(at)!
      const place = this.#state.placeOf(at)
      this.#state.put(at, this.#draw(candidates, place, true) ?? this.#fallBack(candidates, place))
    }
  }

  /** Undefined: no candidate may stand there. */
  #draw(candidates: Candidates, place: Place, wholeCharacters = false): Draw | undefined {
    const { padId, traitsOf } = this.#state.vocabulary
    const { position } = candidates
    const repeating = this.#repeating(position)
    const sound: number[] = []
    const fitting: number[] = []
    const spelled: number[] = []
    for (const [index, token] of candidates.tokens.entries()) {
      if (token === padId) {
        if (!wholeCharacters && this.#state.mayEndAt(position, place)) spelled.push(index)
        continue
      }
      const traits = traitsOf(token)
      if (!isSound(traits, place) || (wholeCharacters && !traits.whole)) continue
      sound.push(index)
      if (repeating.has(token) || !isFitting(token, traits, place)) continue
      fitting.push(index)
      if (isSpelled(traits, place)) spelled.push(index)
    }
    const allowed = [spelled, fitting, sound].find(({ length }) => length > 0)
    if (allowed === undefined) return undefined
    const logProbabilities = allowed.map((index) => candidates.logProbabilities[index]!)
    const drawn = drawIndex(sharpen(logProbabilities, this.#sharpening), this.#random)
    return { token: candidates.tokens[allowed[drawn]!]!, logProbability: logProbabilities[drawn]! }
  }

  /** Tokens that would complete three in a row that stand in their canvas before: small networks like to go round in circles. */
  #repeating(position: number): ReadonlySet<number> {
    const { tokens } = this.#state
    const { start } = this.#state.slotOf(position)
    const repeating = new Set<number>()
    if (position - 2 < start || this.#state.isHidden(position - 2) || this.#state.isHidden(position - 1))
      return repeating
    const [first, second] = tokens.subarray(position - 2, position)
    for (let at = start; at + 2 < position; at++) {
      if (tokens[at] === first && tokens[at + 1] === second) repeating.add(tokens[at + 2]!)
    }
    return repeating
  }

  #fallBack({ logProbabilities }: Candidates, place: Place): Draw {
    const { fallbacks, traitsOf } = this.#state.vocabulary
    const sound = fallbacks.filter((token) => isSound(traitsOf(token), place))
    const token = sound.find((fallback) => isFitting(fallback, traitsOf(fallback), place)) ?? sound[0]!
    // The network did not list it: it is at most as likely as the last one that it did.
    return { token, logProbability: logProbabilities.at(-1) ?? 0 }
  }
}
