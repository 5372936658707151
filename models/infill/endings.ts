import type { CanvasState, Draw, SlotAt } from './canvas-state'
import { hasOpenQuote, sentenceEnd } from './characters'
import { isFitting, isSound, isSpelled, mayEndBefore } from './constraints'

/** Ends that are compared for one canvas. */
const mostEndings = 5

/** A place where a canvas could end. */
export interface Ending {
  /** How many of its tokens stay. */
  readonly kept: number
  /** A token to put behind them. */
  readonly token?: Draw
  /** Nats that the network offered the end: the token, or where there is none the text behind the canvas. −∞: it did not. */
  readonly offered: number
  /** Nats that the length is less likely to be meant than the one that was asked for. */
  readonly strays: number
}

/** "About n words": a log-normal whose standard deviation is the quarter that a canvas may fall short of its length. */
const lengthSpread = 0.25

function straysFrom({ minimum }: SlotAt, tokens: number): number {
  const wanted = minimum / (1 - lengthSpread)
  return Math.log(tokens / wanted) ** 2 / (2 * lengthSpread ** 2)
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
 * Where a canvas that is revealed from end to end could end. Empty where it is to stay as it is: its length is settled, or it ended a sentence
 * before it ran out of room.
 */
export function possibleEndings(state: CanvasState, slot: SlotAt): Ending[] {
  const { start, end, minimum, seams } = slot
  const textEnd = state.textEnd(slot)
  if (minimum === end - start) return []
  if (seams.last !== 'sentence-end') return joins(state, slot, textEnd)
  return textEnd === end ? sentenceEndings(state, slot) : []
}

/** Ends a canvas. */
export function endAt(state: CanvasState, { start, end }: SlotAt, { kept, token }: Ending): void {
  let textEnd = start + kept
  if (token !== undefined) state.put(textEnd++, token)
  if (textEnd < end) state.endBefore(textEnd)
}

/** Whether a token at a position would end a sentence, all quotes closed, given the tokens on its left. */
function wouldEnd(state: CanvasState, position: number, token: number): boolean {
  const { traitsOf } = state.vocabulary
  const { endsSentence, closes, bytes } = traitsOf(token)
  if (!endsSentence && !closes) return false
  const text = state.textBefore(position) + new TextDecoder().decode(bytes)
  return sentenceEnd.test(text) && !hasOpenQuote(text)
}

/** Ways to end a sentence with a token that the network offered when it knew what is on the left; half of the room may stay empty. */
function sentenceEndings(state: CanvasState, slot: SlotAt): Ending[] {
  const { start, end, minimum } = slot
  const endings: Ending[] = []
  for (let position = start + Math.ceil(minimum / 2) - 1; position < end; position++) {
    const place = { ...state.placeOf(position), right: 'edge' } as const
    for (const { token, logProbability } of state.offeredAt(position)) {
      if (!wouldEnd(state, position, token)) continue
      const traits = state.vocabulary.traitsOf(token)
      if (!isSound(traits, place) || !isFitting(token, traits, place) || !isSpelled(traits, place)) continue
      const kept = position - start
      const strays = straysFrom(slot, kept + 1)
      endings.push({ kept, token: { token, logProbability }, offered: logProbability, strays })
    }
  }
  const value = ({ offered, strays }: Ending): number => offered - strays
  return endings.sort((left, right) => value(right) - value(left)).slice(0, mostEndings)
}

/** Places behind which the text may go on, the present end among them: the last ones, in the second half of the room. */
function joins(state: CanvasState, slot: SlotAt, textEnd: number): Ending[] {
  const { start, end, minimum, next } = slot
  if (next === undefined) return []
  const endings: Ending[] = []
  for (let position = start + Math.ceil(minimum / 2); position <= textEnd; position++) {
    if (position < textEnd && !mayEndBefore(state.placeOf(position))) continue
    const offer = position < end ? state.offeredAt(position).find(({ token }) => token === next) : undefined
    const kept = position - start
    endings.push({ kept, offered: offer?.logProbability ?? -Infinity, strays: straysFrom(slot, kept) })
  }
  return endings.slice(-mostEndings)
}
