import type { FillRequest, ResponseOf } from '../../main/ipc/contract'
import type { PreviewCell } from '../editor/preview-runs'
import { polishRounds } from './fill-presets'

export type FillResult = ResponseOf<'fill:run'>
export type Alternative = FillResult['alternatives'][number]

/** All that a fill was made from, and what came of it: enough to run it again and compare. */
export interface FillRecord {
  readonly request: Pick<FillRequest, 'text' | 'marks' | 'settings'>
  readonly result: FillResult
}

export interface CardRegion {
  /** Without what is still hidden. */
  readonly text: string
  readonly cells: readonly PreviewCell[]
}

/** One proposal: a text for each of the regions. */
export interface Card {
  readonly regions: readonly CardRegion[]
  /** The fill that it comes from; null when it was stopped before its end. */
  readonly record: FillRecord | null
  /** The run and which of its alternatives it is; undefined for a card that no run made. */
  readonly from?: CardOrigin
}

export interface CardOrigin {
  readonly run: string
  readonly alternative: number
}

/** Cells `from` … `to` (exclusive) of one region of a card. */
export interface Part {
  readonly region: number
  readonly from: number
  readonly to: number
}

/**
 * What a fill is to write: the regions anew, or some parts of a card the rest of which stays; `polish`: of these parts only the least likely
 * words. Parts are in the order of the text.
 */
export type FillTask =
  | { readonly kind: 'regions' }
  | { readonly kind: 'parts' | 'polish'; readonly card: Card; readonly parts: readonly Part[] }

export const textOf = (cells: readonly PreviewCell[]): string =>
  cells.map((cell) => (cell.kind === 'mask' ? '' : cell.text)).join('')

export const isUnfinished = ({ regions }: Card): boolean =>
  regions.some(({ cells }) => cells.some(({ kind }) => kind === 'mask'))

const regionOf = (cells: readonly PreviewCell[]): CardRegion => ({ text: textOf(cells), cells })

/** The cards that a finished fill adds. */
export function cardsOf(task: FillTask, record: FillRecord): readonly Card[] {
  return record.result.alternatives.map(({ regions }) =>
    cardOf(
      task,
      regions.map(({ cells }) => cells),
      record
    )
  )
}

/** A card of what was there when a fill was stopped. `filled`: cells of each region or part of the task. */
export function unfinishedCard(task: FillTask, filled: readonly (readonly PreviewCell[])[]): Card {
  return cardOf(task, filled, null)
}

function cardOf(
  task: FillTask,
  filled: readonly (readonly PreviewCell[])[],
  record: FillRecord | null
): Card {
  if (task.kind === 'regions') return { regions: filled.map(regionOf), record }
  return { regions: replaceParts(task.card, task.parts, filled), record }
}

/** The regions of a card with other cells in the place of parts. */
export function replaceParts(
  card: Card,
  parts: readonly Part[],
  filled: readonly (readonly PreviewCell[])[]
): readonly CardRegion[] {
  return card.regions.map((region, index) => {
    const own = parts.flatMap((part, at) =>
      part.region === index ? [{ ...part, cells: filled[at] ?? [] }] : []
    )
    if (own.length === 0) return region
    let from = 0
    const cells = own.flatMap((part) => {
      const before = region.cells.slice(from, part.from)
      from = part.to
      return [...before, ...part.cells]
    })
    return regionOf([...cells, ...region.cells.slice(from)])
  })
}

/** What is hidden in a card, a part for each stretch. The rest of a word behind a hidden place belongs to what is hidden. */
export function hiddenParts(card: Card): readonly Part[] {
  return card.regions.flatMap(({ cells }, region) => {
    const parts: Part[] = []
    for (let from = 0; from < cells.length; from++) {
      if (cells[from]!.kind !== 'mask') continue
      let to = from + 1
      while (to < cells.length && (cells[to]!.kind === 'mask' || goesOn(cells[to]!))) to++
      parts.push({ region, from, to })
      from = to - 1
    }
    return parts
  })
}

/** The settings of a task, given those that the writer chose. */
export function settingsOf(task: FillTask, chosen: FillRequest['settings']): FillRequest['settings'] {
  if (task.kind === 'regions') return chosen
  // What stays of a proposal are whole words already, and to go on with it makes one of it.
  const one = { ...chosen, strength: 1, alternatives: 1 }
  return task.kind === 'parts' ? one : { ...one, strength: 0, polish: chosen.polish || polishRounds }
}

/** What polishes a card: all that was written of it. */
export const polishTask = (card: Card): FillTask => ({ kind: 'polish', card, parts: writtenParts(card) })

/** A part for each stretch of words between locks. */
function writtenParts(card: Card): readonly Part[] {
  return card.regions.flatMap(({ cells }, region) => {
    const parts: Part[] = []
    for (let from = 0; from < cells.length; from++) {
      let to = from
      while (cells[to]?.kind === 'token') to++
      if (textOf(cells.slice(from, to)).trim() !== '') parts.push({ region, from, to })
      from = Math.max(from, to - 1)
    }
    return parts
  })
}

/** Whether two cards say the same. */
export const sameCard = (one: Card, other: Card): boolean =>
  one.regions.every(({ text }, index) => text === other.regions[index]?.text)

/** Whether a token goes on in the middle of a word. */
const goesOn = (cell: PreviewCell): boolean => cell.kind === 'token' && /^[\p{L}\p{N}]/u.test(cell.text)

/** English prose under the model's vocabulary. */
const tokensPerWord = 1.3

/**
 * The request that fills parts of a card: the card's text stands in the document, and only its parts are regions. `places` are where the
 * regions of the card stand in `text`.
 */
export function requestForParts(
  text: string,
  places: readonly { readonly start: number; readonly end: number }[],
  card: Card,
  parts: readonly Part[]
): Pick<FillRequest, 'text' | 'marks'> {
  const written: string[] = []
  const regions: FillRequest['marks']['regions'] = []
  let length = 0
  let at = 0
  const write = (piece: string): void => {
    written.push(piece)
    length += piece.length
  }
  places.forEach((place, index) => {
    write(text.slice(at, place.start))
    at = place.end
    const { cells } = card.regions[index]!
    let from = 0
    for (const part of parts.filter(({ region }) => region === index)) {
      write(textOf(cells.slice(from, part.from)))
      from = part.to
      const own = cells.slice(part.from, part.to)
      const hidden = own.filter(({ kind }) => kind === 'mask').length
      const start = length
      // What is hidden has no text: it becomes a gap of about its length.
      if (hidden === 0) write(textOf(own))
      regions.push(
        hidden === 0
          ? { start, end: length }
          : { start, end: start, words: Math.max(1, Math.round(own.length / tokensPerWord)) }
      )
    }
    write(textOf(cells.slice(from)))
  })
  write(text.slice(at))
  return { text: written.join(''), marks: { regions, locks: [] } }
}

/** Whether a fill that ran again gave the same words. */
export function sameWords(first: FillResult, second: FillResult): boolean {
  const words = ({ alternatives }: FillResult) =>
    alternatives.map(({ regions }) => regions.map(({ text }) => text))
  return JSON.stringify(words(first)) === JSON.stringify(words(second))
}
