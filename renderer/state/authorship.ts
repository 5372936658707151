import type { Authorship, Origin } from '../../main/ipc/companion'
import type { Range, TextChange } from '../editor/text-change'
import { textDifference } from './word-difference'

export type { Authorship, Origin }

/** A range of a text and where it comes from. */
export interface AuthoredRange extends Range {
  readonly origin: Origin
}

/** Reads a range of the text; what lies outside of the text is empty. */
export type TextIn = (range: Range) => string

/** A text of one origin. */
export function uniform(length: number, origin: Origin): Authorship {
  return length === 0 ? [] : [{ length, origin }]
}

export function lengthOf(authorship: Authorship): number {
  return authorship.reduce((sum, { length }) => sum + length, 0)
}

const sameOrigin = (a: Origin, b: Origin): boolean =>
  a.kind === b.kind &&
  (a.kind !== 'generated' || b.kind !== 'generated' || (a.run === b.run && a.edited === b.edited))

/** Joins neighbours of one origin and drops what is empty. */
function joined(spans: Authorship): Authorship {
  const result: { length: number; origin: Origin }[] = []
  for (const { length, origin } of spans) {
    const last = result.at(-1)
    if (length === 0) continue
    if (last && sameOrigin(last.origin, origin)) last.length += length
    else result.push({ length, origin })
  }
  return result
}

/** Who wrote a range. */
export function sliceOf(authorship: Authorship, { start, end }: Range): Authorship {
  let at = 0
  const parts = authorship.flatMap(({ length, origin }) => {
    const from = Math.max(start, at)
    at += length
    const part = Math.min(end, at) - from
    return part > 0 ? [{ length: part, origin }] : []
  })
  return joined(parts)
}

/** The authorship when `inserted` takes the place of a range. */
export function spliced(authorship: Authorship, { start, end }: Range, inserted: Authorship): Authorship {
  const length = lengthOf(authorship)
  return joined([
    ...sliceOf(authorship, { start: 0, end: start }),
    ...inserted,
    ...sliceOf(authorship, { start: end, end: length })
  ])
}

/** The authorship after a change in which all new text has one origin. */
export function changed(
  authorship: Authorship,
  { offset, removed, inserted }: TextChange,
  origin: Origin
): Authorship {
  return spliced(authorship, { start: offset, end: offset + removed }, uniform(inserted.length, origin))
}

const wordCharacter = /[\p{L}\p{N}\p{M}'’]/u
const beginsInWord = (text: string): boolean => wordCharacter.test(text.charAt(0))
const endsInWord = (text: string): boolean => wordCharacter.test(text.charAt(text.length - 1))

/** As far as a word is looked for on each side of an edit, in code units. */
const longestWord = 64

/** The authorship with all that is generated in a range marked as edited. */
function withEdited(authorship: Authorship, range: Range): Authorship {
  const part = sliceOf(authorship, range)
  if (!part.some(({ origin }) => origin.kind === 'generated' && !origin.edited)) return authorship
  const edited = part.map(({ length, origin }) => ({
    length,
    origin: origin.kind === 'generated' ? { ...origin, edited: true } : origin
  }))
  return spliced(authorship, range, edited)
}

/**
 * The authorship after a person changed the text: what is new is `origin`'s, and a generated word that the change cut, or that it
 * extends, counts as edited. Nothing else changes.
 *
 * @param changes apply one after the other
 * @param textIn reads the text after all of them
 */
export function editedByHand(
  authorship: Authorship,
  changes: readonly TextChange[],
  origin: Origin,
  textIn: TextIn
): Authorship {
  let result = authorship
  const places: { start: number; inserted: string; cuts: boolean }[] = []
  for (const change of changes) {
    result = changed(result, change, origin)
    const shift = change.inserted.length - change.removed
    for (const place of places) if (place.start >= change.offset + change.removed) place.start += shift
    places.push({ start: change.offset, inserted: change.inserted, cuts: change.removed > 0 })
  }
  for (const { start, inserted, cuts } of places) {
    const end = start + inserted.length
    const left = textIn({ start: Math.max(0, start - longestWord), end: start })
    if (endsInWord(left) && (cuts || beginsInWord(inserted))) {
      const word = /[\p{L}\p{N}\p{M}'’]+$/u.exec(left)?.[0] ?? ''
      result = withEdited(result, { start: start - word.length, end: start })
    }
    const right = textIn({ start: end, end: end + longestWord })
    if (beginsInWord(right) && (cuts || endsInWord(inserted))) {
      const word = /^[\p{L}\p{N}\p{M}'’]+/u.exec(right)?.[0] ?? ''
      result = withEdited(result, { start: end, end: end + word.length })
    }
  }
  return result
}

/**
 * Who wrote `newText`, which took the place of `oldText`: words that stayed keep their author, what is new is `origin`'s. Space alone
 * between two new words is new, too.
 *
 * @param authorship of `oldText`
 */
export function rewritten(
  authorship: Authorship,
  oldText: string,
  newText: string,
  origin: Origin
): Authorship {
  const parts = textDifference(oldText, newText)
  let at = 0
  const spans = parts.flatMap(({ kind, text }, index): Authorship => {
    const { length } = text
    if (kind === 'added') return uniform(length, origin)
    const range = { start: at, end: at + length }
    at = range.end
    if (kind === 'removed') return []
    const adds = (step: 1 | -1): boolean => {
      const [next, second] = [parts[index + step], parts[index + 2 * step]]
      return next?.kind === 'added' || (next?.kind === 'removed' && second?.kind === 'added')
    }
    const between = text.trim() === '' && adds(-1) && adds(1)
    return between ? uniform(length, origin) : sliceOf(authorship, range)
  })
  return joined(spans)
}

/** The spans with their places in the text. */
export function rangesOf(authorship: Authorship): readonly AuthoredRange[] {
  let start = 0
  return authorship.map(({ length, origin }) => {
    const range = { start, end: start + length, origin }
    start = range.end
    return range
  })
}
