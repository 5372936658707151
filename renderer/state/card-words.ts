import { certaintyOf, type Certainty, type PreviewCell } from '../editor/preview-runs'
import type { Range } from '../editor/text-change'
import { replaceParts, textOf, type Card, type CardRegion, type Part } from './fill-cards'

/** A word of a card that the model wrote, with the punctuation that its tokens hold. */
export interface CardWord extends Range {
  readonly part: Part
  readonly text: string
  /** Probability with which its least likely token was drawn, 0 … 1. */
  readonly probability: number
  readonly certainty: Certainty
  /** Other words that the model offered where the word begins, likeliest first: it offers tokens, so a word of several was offered piece by piece. */
  readonly others: readonly { readonly text: string; readonly probability: number }[]
}

const isWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** The words of one region of a card in the order of the text; offsets in UTF-16 code units of the region's text. */
export function wordsOf({ cells }: CardRegion, region: number): readonly CardWord[] {
  const words: CardWord[] = []
  let at = 0
  for (let from = 0; from < cells.length;) {
    let to = from + 1
    if (cells[from]!.kind === 'token') while (to < cells.length && joins(cells[to - 1]!, cells[to]!)) to++
    const own = cells.slice(from, to)
    const text = own.map((cell) => (cell.kind === 'mask' ? '' : cell.text)).join('')
    const whole = !joinsAsText(cells[from - 1], cells[from]!)
    if (own[0]!.kind === 'token' && isWord(text)) {
      const probability = Math.min(...own.map((cell) => (cell.kind === 'token' ? cell.confidence : 1)))
      const start = at + text.length - text.trimStart().length
      words.push({
        start,
        end: at + text.trimEnd().length,
        part: { region, from, to },
        text: text.trim(),
        probability,
        certainty: certaintyOf(probability),
        others: whole ? othersOf(own[0]!) : []
      })
    }
    at += text.length
    from = to
  }
  return words
}

/** Whether a token goes on with the word of the one before it. */
function joins(before: PreviewCell, cell: PreviewCell): boolean {
  return before.kind === 'token' && cell.kind === 'token' && joinsAsText(before, cell)
}

function joinsAsText(before: PreviewCell | undefined, cell: PreviewCell): boolean {
  if (!before || before.kind === 'mask' || cell.kind === 'mask') return false
  return /[\p{L}\p{N}'’]$/u.test(before.text) && /^['’]?[\p{L}\p{N}]/u.test(cell.text)
}

function othersOf(cell: PreviewCell): CardWord['others'] {
  if (cell.kind !== 'token') return []
  const space = /^\s*/u.exec(cell.text)![0]
  return (cell.candidates ?? [])
    .filter(({ text }) => isWord(text) && /^\s*/u.exec(text)![0] === space && text !== cell.text)
    .map(({ text, probability }) => ({ text: text.trim(), probability }))
}

/** The card with another of the offered words in the place of one. The rest of it stays as it is. */
export function swapWord(card: Card, word: CardWord, other: CardWord['others'][number]): Card {
  const { region, from, to } = word.part
  const cells = card.regions[region]!.cells.slice(from, to)
  const [first] = cells
  if (first?.kind !== 'token') return card
  const old = textOf(cells)
  const [before, after] = [/^\s*/u.exec(old)![0], /\s*$/u.exec(old)![0]]
  const cell: PreviewCell = { ...first, text: before + other.text + after, confidence: other.probability }
  // What it was stays among what can be chosen.
  const candidates = [...(first.candidates ?? [])]
  if (!candidates.some(({ text }) => text === old))
    candidates.push({ text: old, probability: word.probability })
  return { ...card, regions: replaceParts(card, [word.part], [[{ ...cell, candidates }]]) }
}

/** Words on each side that are written anew around a word. */
const neighbours = 2

/** The parts around a word that are to be written anew: the words next to it, as far as the model wrote them. */
export function partsAround(region: CardRegion, word: CardWord): readonly Part[] {
  const words = wordsOf(region, word.part.region)
  const at = words.findIndex(({ part }) => part.from === word.part.from)
  const before = words.slice(Math.max(0, at - neighbours), at)
  const after = words.slice(at + 1, at + 1 + neighbours)
  return [before, after].flatMap((side) => partsOf(region, side))
}

/** The parts that words in a row make; what stands between two of them is part of it, unless that is a lock. */
export function partsOf(region: CardRegion, words: readonly CardWord[]): readonly Part[] {
  const [first, last] = [words[0], words.at(-1)]
  if (!first || !last) return []
  const cells = region.cells.slice(first.part.from, last.part.to)
  if (cells.every(({ kind }) => kind === 'token'))
    return [{ region: first.part.region, from: first.part.from, to: last.part.to }]
  return words.map(({ part }) => part)
}
