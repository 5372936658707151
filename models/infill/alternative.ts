import type { Candidates } from '../architectures/denoiser'
import { drawIndex, sharpen, type Sharpening } from '../diffusion/categorical'
import type { MaskedPosition } from '../diffusion/order'
import type { Random } from '../diffusion/random'
import { hasOpenQuote } from './characters'
import { isFitting, isSound, mayEndBefore, type Neighbour, type Place } from './constraints'
import { hiddenToken } from './old-tokens'
import type { CanvasSlot, Vocabulary } from './canvas-slot'
import type { CanvasContent } from './region-output'
import { advance, characterBoundary } from './utf8'

/** Canvases of more tokens than this may have several sentences even where the text goes on in the middle of one. */
const longestSentence = 40

/** An end of a sentence that was at least this likely when it was drawn (nats) is a good one. */
const goodEnd = -2
/** What an end counts behind which the network did not offer the text that follows. */
const unofferedEnd = -4
/** What an end of a sentence counts that was drawn together with the words on its left: neither could know of the other. */
const blindEnd = -6
/** Nats that an end is worth less which makes a canvas shorter than it should be. */
const tooShort = 1.5

interface SlotAt extends CanvasSlot {
  readonly start: number
  readonly end: number
}

/** A place where a canvas could end. */
interface Ending {
  /** Its last position. */
  readonly last: number
  /** A token to put there; absent: the one that is there. */
  readonly replacement?: Draw
  /** Nats. */
  readonly likelihood: number
}

interface Draw {
  readonly token: number
  readonly logProbability: number
}

/**
 * The canvases of one window for one alternative, on the way from all hidden to all revealed. Positions are flat: all canvases one
 * after the other. Revealed tokens never change, but for one case: half a character that no candidate completes is drawn anew.
 */
export class Alternative {
  /** What the network is shown: MASK where hidden, PAD behind the end of a canvas. */
  readonly tokens: Int32Array
  readonly #logProbabilities: Float64Array
  readonly #slots: readonly SlotAt[]
  readonly #vocabulary: Vocabulary
  readonly #sharpening: Sharpening
  readonly #random: Random
  /** What each drawn position was drawn from, and whether the network knew the token on its left then. */
  readonly #drawnFrom: { readonly candidates: Candidates; readonly knewLeft: boolean }[] = []

  /** Canvases that are revealed from end to end, and cut where they should be. */
  readonly #finished = new Set<SlotAt>()

  constructor(slots: readonly CanvasSlot[], vocabulary: Vocabulary, sharpening: Sharpening, random: Random) {
    let end = 0
    this.#slots = slots.map((slot) => ({ ...slot, start: end, end: (end += slot.length) }))
    this.#vocabulary = vocabulary
    this.#sharpening = sharpening
    this.#random = random
    this.tokens = new Int32Array(end).fill(vocabulary.maskId)
    this.#logProbabilities = new Float64Array(end)
    for (const { start, tokens } of this.#slots) {
      tokens?.forEach((token, index) => {
        if (token !== hiddenToken) this.tokens[start + index] = token
      })
    }
  }

  /** Flat positions that are still hidden, in order. */
  hidden(): Int32Array {
    const positions: number[] = []
    this.tokens.forEach((token, position) => {
      if (token === this.#vocabulary.maskId) positions.push(position)
    })
    return Int32Array.from(positions)
  }

  /** What stands in a canvas, without its PADs. */
  content(canvas: number): CanvasContent {
    const { start, end } = this.#slots[canvas]!
    const pad = this.tokens.subarray(start, end).indexOf(this.#vocabulary.padId)
    const textEnd = pad < 0 ? end : start + pad
    return {
      tokens: this.tokens.slice(start, textEnd),
      logProbabilities: this.#logProbabilities.slice(start, textEnd),
      drawnFrom: Array.from(
        { length: textEnd - start },
        (_, index) => this.#drawnFrom[start + index]?.candidates
      )
    }
  }

  /** Tokens from a position to the nearest one on its left that is not hidden; the text before a canvas counts. */
  distance(position: number): number {
    const { start } = this.#slotOf(position)
    let at = position - 1
    while (at >= start && this.tokens[at] === this.#vocabulary.maskId) at--
    return position - at
  }

  /** What an order wants to know of a hidden position. Without candidates: only where it is. */
  maskedPosition(position: number, candidates?: Candidates): MaskedPosition {
    const { start, minimum } = this.#slotOf(position)
    const barred = position - start < minimum ? this.#vocabulary.padId : undefined
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
    for (const candidates of inOrder) {
      const { position } = candidates
      this.#drawnFrom[position] = { candidates, knewLeft: this.distance(position) === 1 }
    }
    for (const candidates of inOrder) {
      // A PAD that was drawn just before on its left has decided this position.
      if (this.tokens[candidates.position] === this.#vocabulary.maskId) this.#revealOne(candidates)
    }
    for (const slot of this.#slots) {
      if (this.#finished.has(slot)) continue
      if (this.tokens.subarray(slot.start, slot.end).includes(this.#vocabulary.maskId)) continue
      this.#endWell(slot)
      this.#finished.add(slot)
    }
  }

  #revealOne(candidates: Candidates): void {
    const { position } = candidates
    const place = this.#placeOf(position)
    const draw = this.#draw(candidates, place)
    if (draw?.token === this.#vocabulary.padId) {
      this.tokens.fill(draw.token, position, this.#slotOf(position).end)
    } else if (draw !== undefined) {
      this.#put(position, draw)
      this.#endWithSentence(position)
    } else if (place.entry === characterBoundary) {
      this.#put(position, this.#fallBack(candidates, place))
    } else {
      this.#drawWholeCharacters(position)
    }
  }

  /** A canvas that is to end a sentence ends with the first one that makes it long enough, unless words behind it are there already. */
  #endWithSentence(position: number): void {
    const { maskId, padId } = this.#vocabulary
    const { start, end, minimum, seams } = this.#slotOf(position)
    if (seams.last !== 'sentence-end' || position + 1 - start < minimum) return
    const behind = this.tokens.subarray(position + 1, end)
    if (behind.some((token) => token !== maskId) || this.tokens.subarray(start, position).includes(maskId))
      return
    if (this.#wouldEnd(position, this.tokens[position]!)) behind.fill(padId)
  }

  /** Whether a token at a position would end a sentence, all quotes closed, given the tokens on its left. */
  #wouldEnd(position: number, token: number): boolean {
    const { traitsOf } = this.#vocabulary
    const { endsSentence, closes, bytes } = traitsOf(token)
    if (!endsSentence && !closes) return false
    const { start } = this.#slotOf(position)
    const before = Array.from(this.tokens.subarray(start, position), (left) => traitsOf(left).bytes)
    return !hasOpenQuote(Buffer.concat([...before, bytes]).toString())
  }

  /**
   * A canvas that ran out of room is cut where the network would most likely have ended it. What it said there held for the words on
   * the left, so no further call is needed.
   */
  #endWell(slot: SlotAt): void {
    const { start, end, minimum, seams } = slot
    if (minimum === end - start) return
    const { padId } = this.#vocabulary
    const pad = this.tokens.subarray(start, end).indexOf(padId)
    const last = pad < 0 ? end - 1 : start + pad - 1
    const endings =
      seams.last === 'sentence-end' ? this.#sentenceEndings(slot, last) : this.#joins(slot, last)
    const best = endings.reduce<Ending | undefined>(
      (likeliest, ending) =>
        likeliest === undefined || ending.likelihood > likeliest.likelihood ? ending : likeliest,
      undefined
    )
    if (best === undefined || best.likelihood <= this.#likelihoodOfEnd(slot, last)) return
    if (best.replacement !== undefined) this.#put(best.last, best.replacement)
    this.tokens.fill(padId, best.last + 1, end)
  }

  /** How likely a canvas ended where it does, by the network or by a guess. */
  #likelihoodOfEnd({ end, seams, next }: SlotAt, last: number): number {
    if (seams.last !== 'sentence-end') {
      const going = last + 1 < end ? this.#offeredAt(last + 1).find(({ token }) => token === next) : undefined
      return Math.max(unofferedEnd, going?.logProbability ?? -Infinity)
    }
    if (!this.#wouldEnd(last, this.tokens[last]!)) return -Infinity
    const likelihood = this.#drawnFrom[last]?.knewLeft === true ? this.#logProbabilities[last]! : blindEnd
    return likelihood >= goodEnd ? 0 : likelihood
  }

  /** Ways to end a sentence with a token that the network offered when it knew what is on the left. */
  #sentenceEndings({ start, minimum }: SlotAt, last: number): Ending[] {
    const endings: Ending[] = []
    for (let position = start + Math.ceil(minimum / 2) - 1; position <= last; position++) {
      const place = { ...this.#placeOf(position), right: 'edge' } as const
      for (const { token, logProbability } of this.#offeredAt(position)) {
        const traits = this.#vocabulary.traitsOf(token)
        if (!isSound(traits, place) || !isFitting(token, traits, place) || !this.#wouldEnd(position, token))
          continue
        const likelihood = position + 1 - start < minimum ? logProbability - tooShort : logProbability
        endings.push({ last: position, replacement: { token, logProbability }, likelihood })
      }
    }
    return endings
  }

  /** Places from which the network would have gone on with the text that stands behind the canvas. */
  #joins({ start, minimum, next }: SlotAt, last: number): Ending[] {
    const endings: Ending[] = []
    for (let position = start + minimum; position <= last; position++) {
      if (!mayEndBefore(this.#placeOf(position))) continue
      const going = this.#offeredAt(position).find(({ token }) => token === next)
      if (going !== undefined) endings.push({ last: position - 1, likelihood: going.logProbability })
    }
    return endings
  }

  /** What the network offered at a position, if it knew the token on its left. */
  #offeredAt(position: number): Draw[] {
    const drawn = this.#drawnFrom[position]
    if (drawn?.knewLeft !== true) return []
    const { tokens, logProbabilities } = drawn.candidates
    return Array.from(tokens, (token, index) => ({ token, logProbability: logProbabilities[index]! }))
  }

  /** Draws the half character on the left of a position anew, and the position itself, without half characters this time. */
  #drawWholeCharacters(position: number): void {
    let start = position
    while (this.#placeOf(start).entry !== characterBoundary) start--
    for (let at = start; at <= position; at++) this.tokens[at] = this.#vocabulary.maskId
    for (let at = start; at <= position; at++) {
      const { candidates } = this.#drawnFrom[at]!
      const place = this.#placeOf(at)
      this.#put(at, this.#draw(candidates, place, true) ?? this.#fallBack(candidates, place))
    }
  }

  /** Undefined: no candidate may stand there. */
  #draw(candidates: Candidates, place: Place, wholeCharacters = false): Draw | undefined {
    const sound: number[] = []
    const fitting: number[] = []
    candidates.tokens.forEach((token, index) => {
      if (token === this.#vocabulary.padId) {
        if (!wholeCharacters && this.#mayEndAt(candidates.position, place)) fitting.push(index)
        return
      }
      const traits = this.#vocabulary.traitsOf(token)
      if (!isSound(traits, place) || (wholeCharacters && !traits.whole)) return
      sound.push(index)
      if (isFitting(token, traits, place) && !this.#repeats(candidates.position, token)) fitting.push(index)
    })
    const allowed = fitting.length > 0 ? fitting : sound
    if (allowed.length === 0) return undefined
    const logProbabilities = allowed.map((index) => candidates.logProbabilities[index]!)
    const drawn = drawIndex(sharpen(logProbabilities, this.#sharpening), this.#random)
    return { token: candidates.tokens[allowed[drawn]!]!, logProbability: logProbabilities[drawn]! }
  }

  /** Whether a token would complete three in a row that stand in its canvas before: small networks like to go round in circles. */
  #repeats(position: number, token: number): boolean {
    const { start } = this.#slotOf(position)
    const { maskId } = this.#vocabulary
    const [first, second] = this.tokens.subarray(position - 2, position)
    if (position - 2 < start || first === maskId || second === maskId) return false
    for (let at = start; at + 2 < position; at++) {
      if (this.tokens[at] === first && this.tokens[at + 1] === second && this.tokens[at + 2] === token)
        return true
    }
    return false
  }

  #fallBack({ logProbabilities }: Candidates, place: Place): Draw {
    const { fallbacks, traitsOf } = this.#vocabulary
    const sound = fallbacks.filter((token) => isSound(traitsOf(token), place))
    const token = sound.find((fallback) => isFitting(fallback, traitsOf(fallback), place)) ?? sound[0]!
    // The network did not list it: it is at most as likely as the last one that it did.
    return { token, logProbability: logProbabilities.at(-1) ?? 0 }
  }

  #put(position: number, { token, logProbability }: Draw): void {
    this.tokens[position] = token
    this.#logProbabilities[position] = logProbability
  }

  #mayEndAt(position: number, place: Place): boolean {
    const { start, end, minimum } = this.#slotOf(position)
    if (position - start < minimum || !mayEndBefore(place)) return false
    const { maskId, padId } = this.#vocabulary
    return this.tokens.subarray(position + 1, end).every((token) => token === maskId || token === padId)
  }

  #slotOf(position: number): SlotAt {
    return this.#slots.find(({ end }) => position < end)!
  }

  #placeOf(position: number): Place {
    const { start, end, seams, lineBreaks } = this.#slotOf(position)
    const left = position === start ? 'edge' : this.#neighbour(position - 1)
    const right =
      position + 1 === end || this.tokens[position + 1] === this.#vocabulary.padId
        ? 'edge'
        : this.#neighbour(position + 1)
    const { first, last } = seams
    const midSentence = seams.midSentence && end - start <= longestSentence
    return { left, right, entry: this.#entry(position, start), first, last, lineBreaks, midSentence }
  }

  #neighbour(position: number): Neighbour {
    const token = this.tokens[position]!
    return token === this.#vocabulary.maskId ? 'hidden' : { token, traits: this.#vocabulary.traitsOf(token) }
  }

  /** The UTF-8 state before a position. A token is only ever put behind a hidden one if it begins with a whole character. */
  #entry(position: number, start: number): number {
    const { maskId, traitsOf } = this.#vocabulary
    let first = position
    while (first > start && this.tokens[first - 1] !== maskId && !traitsOf(this.tokens[first - 1]!).whole)
      first--
    let state = characterBoundary
    for (let at = first; at < position; at++) state = advance(state, traitsOf(this.tokens[at]!).bytes)
    return state
  }
}
