import type { CanvasState, Draw, SlotAt } from './canvas-state'
import { hasOpenQuote } from './characters'
import { isFitting, isSound, mayEndBefore } from './constraints'

/** An end of a sentence that was at least this likely when it was drawn (nats) is a good one. */
const goodEnd = -2
/** What an end counts behind which the network did not offer the text that follows. */
const unofferedEnd = -4
/** What an end of a sentence counts that was drawn together with the words on its left: neither could know of the other. */
const blindEnd = -6
/** Nats that an end is worth less which makes a canvas shorter than it should be. */
const tooShort = 1.5

/** A place where a canvas could end. */
interface Ending {
  /** Its last position. */
  readonly last: number
  /** A token to put there; absent: the one that is there. */
  readonly replacement?: Draw
  /** Nats. */
  readonly likelihood: number
}

/** A canvas that is to end a sentence ends with the first one that makes it long enough, unless words behind it are there already. */
export function endWithSentence(state: CanvasState, position: number): void {
  const { start, end, minimum, seams } = state.slotOf(position)
  if (seams.last !== 'sentence-end' || position + 1 - start < minimum || position + 1 === end) return
  for (let at = start; at < end; at++) {
    if (state.isHidden(at) !== at > position) return
  }
  if (wouldEnd(state, position, state.tokens[position]!)) state.endBefore(position + 1)
}

/**
 * A canvas that ran out of room is cut where the network would most likely have ended it. What it said there held for the words on
 * the left, so no further call is needed.
 */
export function endWell(state: CanvasState, slot: SlotAt): void {
  const { start, end, minimum, seams } = slot
  if (minimum === end - start) return
  const last = state.textEnd(slot) - 1
  const endings =
    seams.last === 'sentence-end' ? sentenceEndings(state, slot, last) : joins(state, slot, last)
  const best = endings.reduce<Ending | undefined>(
    (likeliest, ending) =>
      likeliest === undefined || ending.likelihood > likeliest.likelihood ? ending : likeliest,
    undefined
  )
  if (best === undefined || best.likelihood <= likelihoodOfEnd(state, slot, last)) return
  if (best.replacement !== undefined) state.put(best.last, best.replacement)
  if (best.last + 1 < end) state.endBefore(best.last + 1)
}

/** Whether a token at a position would end a sentence, all quotes closed, given the tokens on its left. */
function wouldEnd(state: CanvasState, position: number, token: number): boolean {
  const { traitsOf } = state.vocabulary
  const { endsSentence, closes, bytes } = traitsOf(token)
  if (!endsSentence && !closes) return false
  const { start } = state.slotOf(position)
  const before = Array.from(state.tokens.subarray(start, position), (left) => traitsOf(left).bytes)
  return !hasOpenQuote(Buffer.concat([...before, bytes]).toString())
}

/** How likely a canvas ended where it does, by the network or by a guess. */
function likelihoodOfEnd(state: CanvasState, { end, seams, next }: SlotAt, last: number): number {
  if (seams.last !== 'sentence-end') {
    const going = last + 1 < end ? state.offeredAt(last + 1).find(({ token }) => token === next) : undefined
    return Math.max(unofferedEnd, going?.logProbability ?? -Infinity)
  }
  if (!wouldEnd(state, last, state.tokens[last]!)) return -Infinity
  const likelihood = state.offeredAt(last).length > 0 ? state.logProbabilities[last]! : blindEnd
  return likelihood >= goodEnd ? 0 : likelihood
}

/** Ways to end a sentence with a token that the network offered when it knew what is on the left. */
function sentenceEndings(state: CanvasState, { start, minimum }: SlotAt, last: number): Ending[] {
  const endings: Ending[] = []
  for (let position = start + Math.ceil(minimum / 2) - 1; position <= last; position++) {
    const place = { ...state.placeOf(position), right: 'edge' } as const
    for (const { token, logProbability } of state.offeredAt(position)) {
      const traits = state.vocabulary.traitsOf(token)
      if (!isSound(traits, place) || !isFitting(token, traits, place) || !wouldEnd(state, position, token))
        continue
      const likelihood = position + 1 - start < minimum ? logProbability - tooShort : logProbability
      endings.push({ last: position, replacement: { token, logProbability }, likelihood })
    }
  }
  return endings
}

/** Places from which the network would have gone on with the text that stands behind the canvas. */
function joins(state: CanvasState, { start, minimum, next }: SlotAt, last: number): Ending[] {
  const endings: Ending[] = []
  for (let position = start + minimum; position <= last; position++) {
    if (!mayEndBefore(state.placeOf(position))) continue
    const going = state.offeredAt(position).find(({ token }) => token === next)
    if (going !== undefined) endings.push({ last: position - 1, likelihood: going.logProbability })
  }
  return endings
}
