import { sentencesOf } from './sentences'
import type { Range } from './text-change'

export type FactKind = 'names' | 'numbers' | 'quotations'

/** Numbers with their signs, separators and units: 1,250 · £3.50 · 12% · 1984–86 · 3rd · 7:30. */
const number = /[-+−]?\p{Sc}?\d[\d.,:/–-]*\d\p{L}{0,2}%?|[-+−]?\p{Sc}?\d\p{L}{0,2}%?/gu

/** Both marks belong to it. A straight single quote is an apostrophe as a rule, and begins none. */
const quotation = /“[^”\n]+”|"[^"\n]+"|«[^»\n]+»|‘[^’\n]+’(?!\p{L})/gu

/** A word with a capital; one of few letters may be cut short: St. John’s, J. Smith. */
const word = String.raw`\p{Lu}(?:\p{L}{0,2}\.(?= \p{Lu})|[\p{L}\p{M}'’-]*)`

/** Such words in a row, also with a particle between them: Ines, South Quay, Leonardo da Vinci. */
const capitalised = new RegExp(
  String.raw`${word}(?: (?:(?:of|the|de|da|del|della|di|du|la|le|van|von|der|den|al|bin|ibn) )*${word})*`,
  'gu'
)

/** What is written with a capital without being a name. */
const noName = /^(?:I|I['’]\p{L}+|OK)$/u

function numbersIn(text: string): readonly Range[] {
  return [...text.matchAll(number)].map(rangeOfMatch)
}

function quotationsIn(text: string): readonly Range[] {
  return [...text.matchAll(quotation)].map(rangeOfMatch)
}

const rangeOfMatch = (match: RegExpMatchArray): Range => ({
  start: match.index!,
  end: match.index! + match[0].length
})

/**
 * Names, told by their capital. A sentence begins with one anyway: there a word counts only when the text has it in the middle of a
 * sentence, too, or when another capital follows.
 */
function namesIn(text: string): readonly Range[] {
  const starts = new Set<number>()
  let at = 0
  for (const line of text.split('\n')) {
    for (const { start, end } of sentencesOf(line)) {
      starts.add(at + start + firstLetter(line.slice(start, end)))
      // What is quoted begins a sentence of its own.
      for (const quote of line.slice(start, end).matchAll(/["“‘«]\p{Lu}/gu))
        starts.add(at + start + quote.index + 1)
    }
    at += line.length + 1
  }
  const found = [...text.matchAll(capitalised)].map(rangeOfMatch)
  const known = new Set(
    found
      .filter(({ start }) => !starts.has(start))
      .flatMap(({ start, end }) => text.slice(start, end).split(' '))
  )
  return found.flatMap((range): readonly Range[] => {
    const name = text.slice(range.start, range.end)
    const [first = '', ...others] = name.split(' ')
    if (others.length === 0 && noName.test(name)) return []
    if (!starts.has(range.start) || known.has(first)) return [range]
    // “The Harbour” at the start of a sentence: the name begins with the next capital.
    const next = /(?<= )\p{Lu}/u.exec(name)
    return next ? [{ start: range.start + next.index, end: range.end }] : []
  })
}

const firstLetter = (sentence: string): number => Math.max(0, sentence.search(/\p{L}/u))

const finders: Readonly<Record<FactKind, (text: string) => readonly Range[]>> = {
  names: namesIn,
  numbers: numbersIn,
  quotations: quotationsIn
}

/** The names, numbers or quotations of a text, in its order; those that lie whole in one of the ranges. */
export function findFacts(
  text: string,
  kinds: readonly FactKind[],
  ranges: readonly Range[]
): readonly Range[] {
  return kinds
    .flatMap((kind) => finders[kind](text))
    .filter(({ start, end }) => ranges.some((range) => range.start <= start && end <= range.end))
    .sort((a, b) => a.start - b.start)
}
