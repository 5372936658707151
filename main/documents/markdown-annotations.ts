import type { Authorship, Origin } from '../ipc/companion'
import { sha256 } from './text-format'

/** A range of characters as a reader counts them (grapheme clusters). */
export interface CharacterRange {
  readonly start: number
  readonly length: number
}

/** An author in the words of the format: `@` for people, `&` for others. */
export interface AnnotatedAuthor {
  readonly key: string
  readonly ranges: readonly CharacterRange[]
}

/**
 * A text with its authors in a block at its end, in the format that iA Writer reads:
 * https://github.com/iainc/Markdown-Annotations (version 0.1).
 *
 * @param text without an annotation block of its own, line ends `\n`
 * @param authors who wrote which characters; the rest is nobody's
 */
export function annotated(text: string, authors: readonly AnnotatedAuthor[]): string {
  const length = characterStarts(text).length
  const hash = sha256(text).slice(0, 32)
  // Two spaces at the end keep the lines apart where a program shows the block as Markdown.
  const lines = [
    `Annotations: 0,${length} SHA-256 ${hash}`,
    ...authors
      .filter(({ ranges }) => ranges.length > 0)
      .map(({ key, ranges }) => `${key}: ${ranges.map(written).join(' ')}`)
  ].map((line) => `${line}  \n`)
  // The empty line keeps other programs from showing the last line of the text as a heading.
  const gap = text === '' ? '' : '\n\n'
  return `${text}${gap}---\n${lines.join('')}...\n`
}

/**
 * People are those who typed, the machine is Lacuna; what was pasted is by others, and a generated word that a person changed is the machine's still.
 *
 * @param earlier says who wrote what Lacuna knows nothing of
 */
export function authorsOf(
  text: string,
  authorship: Authorship,
  earlier: readonly AnnotatedAuthor[] = []
): readonly AnnotatedAuthor[] {
  const keys: Readonly<Record<Origin['kind'], string | null>> = {
    typed: '@Writer',
    generated: '&Lacuna',
    pasted: '&Pasted',
    unknown: null
  }
  const starts = characterStarts(text)
  const earlierKeys = keysByCharacter(earlier, starts.length)
  const ranges = new Map<string, CharacterRange[]>()
  let span = 0
  let spanEnd = authorship[0]?.length ?? 0
  starts.forEach((offset, index) => {
    // A character belongs to who wrote its first code unit.
    while (offset >= spanEnd && span + 1 < authorship.length) spanEnd += authorship[++span]!.length
    const key = keys[authorship[span]?.origin.kind ?? 'unknown'] ?? earlierKeys[index]
    if (key === undefined) return
    const own = ranges.get(key) ?? []
    const last = own.at(-1)
    if (last && last.start + last.length === index) own[own.length - 1] = { ...last, length: last.length + 1 }
    else own.push({ start: index, length: 1 })
    ranges.set(key, own)
  })
  const order = new Set([...Object.values(keys), ...earlier.map(({ key }) => key)])
  return [...order].flatMap((key) => {
    const own = key === null ? undefined : ranges.get(key)
    return key !== null && own ? [{ key, ranges: own }] : []
  })
}

/** Who wrote each of the first `count` characters. */
function keysByCharacter(
  authors: readonly AnnotatedAuthor[],
  count: number
): readonly (string | undefined)[] {
  const keys = new Array<string | undefined>(count).fill(undefined)
  for (const { key, ranges } of authors)
    for (const { start, length } of ranges)
      keys.fill(key, Math.min(start, count), Math.min(start + length, count))
  return keys
}

/** Where each character begins, in UTF-16 code units. */
export function characterStarts(text: string): readonly number[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ index }) => index)
}

const written = ({ start, length }: CharacterRange): string =>
  length === 1 ? String(start) : `${start},${length}`
