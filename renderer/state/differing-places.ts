import type { Range } from '../editor/text-change'
import { textDifference, type Difference } from './word-difference'

/** A place where two texts differ. The range and the line (from 1) are those of the first text. */
export interface DifferingPlace extends Range {
  readonly line: number
  /** What differs there, between some of the words that both have. */
  readonly parts: readonly Difference[]
}

/** Code units of shared words that are shown on each side of a difference; differences as near as that are one place. */
const surroundings = 60

/** The places where two texts differ, in their order. */
export function differingPlaces(before: string, after: string): readonly DifferingPlace[] {
  const places: DifferingPlace[] = []
  let open: { start: number; parts: Difference[] } | null = null
  let [at, line, counted, shared] = [0, 1, 0, '']
  const all = textDifference(before, after)
  for (const [index, { kind, text }] of all.entries()) {
    if (kind !== 'same') {
      const lead = tailOf(shared)
      open ??= { start: at, parts: lead === '' ? [] : [{ kind: 'same', text: lead }] }
      open.parts.push({ kind, text })
      if (kind === 'removed') at += text.length
    } else if (open && index < all.length - 1 && text.length <= 2 * surroundings) {
      open.parts.push({ kind, text })
      at += text.length
    } else {
      if (open) places.push(placeOf(open, headOf(text)))
      open = null
      shared = text
      at += text.length
    }
  }
  if (open) places.push(placeOf(open, ''))
  return places

  function placeOf(
    { start, parts }: { start: number; parts: readonly Difference[] },
    trail: string
  ): DifferingPlace {
    for (; counted < start; counted++) if (before[counted] === '\n') line++
    return { start, end: at, line, parts: trail === '' ? parts : [...parts, { kind: 'same', text: trail }] }
  }
}

/** The first words of a line, as far as they are shown. */
function headOf(text: string): string {
  const line = text.split('\n', 1)[0]!
  return line.length <= surroundings ? line : `${line.slice(0, surroundings).replace(/\S*$/u, '')}…`
}

/** The last words of a line, as far as they are shown. */
function tailOf(text: string): string {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  return line.length <= surroundings ? line : `…${line.slice(-surroundings).replace(/^\S*/u, '')}`
}
