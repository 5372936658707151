import { diffArrays } from 'diff'
import type { Marks } from '../ipc/contract'

/** What ends a line in a file: Unix, Windows, or the old Macintosh. Other Unicode separators are characters like any other. */
export type LineEnd = '\n' | '\r\n' | '\r'

/**
 * How the lines of a file end. Inside Lacuna every line ends with `\n`; this is what is needed to put the ends of the file back.
 *
 * A file of several kinds keeps each line's own: a line that is still there when the file is saved keeps its end, a new line takes the
 * end of the line above it, and the first one the most frequent end.
 */
export type LineEnds =
  | { readonly kind: 'uniform'; readonly end: LineEnd }
  | {
      readonly kind: 'mixed'
      /** The most frequent one. */
      readonly end: LineEnd
      /** All lines without their ends. */
      readonly lines: readonly string[]
      /** One per line but the last, which has none. */
      readonly ends: readonly LineEnd[]
    }

const anyLineEnd = /\r\n|\n|\r/g

/** Beyond this many differing lines a mixed file's changed middle takes the most frequent end: an alignment would take seconds. */
const longestAlignment = 4000

/** Splits what stood in a file into text with `\n` alone and the ends its lines had. `restoreLineEnds` is the exact inverse. */
export function takeLineEnds(original: string): { text: string; lineEnds: LineEnds } {
  const ends = (original.match(anyLineEnd) ?? []) as LineEnd[]
  const text = original.replace(anyLineEnd, '\n')
  const end = mostFrequent(ends)
  if (ends.every((other) => other === end)) return { text, lineEnds: { kind: 'uniform', end } }
  return { text, lineEnds: { kind: 'mixed', end, lines: text.split('\n'), ends } }
}

/** Gives every line of `text` (ends `\n` alone) the end it has in the file, or that of its neighbours if it is new. */
export function restoreLineEnds(text: string, lineEnds: LineEnds): string {
  if (lineEnds.kind === 'uniform') return lineEnds.end === '\n' ? text : text.replaceAll('\n', lineEnds.end)
  const lines = text.split('\n')
  const known = alignedEnds(lines, lineEnds)
  let previous = lineEnds.end
  return lines
    .map((line, index) => {
      if (index === lines.length - 1) return line
      previous = known[index] ?? previous
      return line + previous
    })
    .join('')
}

/** For each line the end of the line of the file it is aligned with; undefined where there is none. */
function alignedEnds(
  lines: readonly string[],
  file: Extract<LineEnds, { kind: 'mixed' }>
): (LineEnd | undefined)[] {
  const shorter = Math.min(lines.length, file.lines.length)
  let head = 0
  while (head < shorter && lines[head] === file.lines[head]) head++
  let tail = 0
  while (tail < shorter - head && lines.at(-1 - tail) === file.lines.at(-1 - tail)) tail++

  const ends = lines.map((_, index) => (index < head ? file.ends[index] : undefined))
  for (let fromEnd = 1; fromEnd <= tail; fromEnd++) {
    ends[lines.length - fromEnd] = file.ends[file.lines.length - fromEnd]
  }
  const changes = diffArrays(
    file.lines.slice(head, file.lines.length - tail),
    lines.slice(head, lines.length - tail),
    { maxEditLength: longestAlignment }
  )
  let inFile = head
  let inText = head
  for (const { count, added, removed } of changes ?? []) {
    if (!added && !removed) {
      for (let offset = 0; offset < count; offset++) ends[inText + offset] = file.ends[inFile + offset]
    }
    if (!added) inFile += count
    if (!removed) inText += count
  }
  return ends
}

function mostFrequent(ends: readonly LineEnd[]): LineEnd {
  const candidates: readonly LineEnd[] = ['\n', '\r\n', '\r']
  const counts = candidates.map((candidate) => ends.filter((end) => end === candidate).length)
  return candidates[counts.indexOf(Math.max(...counts))]!
}

/**
 * The same content with `\n` alone. An editor on Windows may hand out `\r\n`; main must not depend on it not doing so, or marks would be
 * saved beside the words they stand on.
 */
export function withLineFeeds(content: { text: string; marks: Marks }): { text: string; marks: Marks } {
  const { text, marks } = content
  if (!text.includes('\r')) return content
  const dropped: number[] = []
  for (const match of text.matchAll(/\r\n/g)) dropped.push(match.index)
  const moved = <Range extends { start: number; end: number }>(range: Range): Range => ({
    ...range,
    start: range.start - countBelow(dropped, range.start),
    end: range.end - countBelow(dropped, range.end)
  })
  return {
    text: text.replace(anyLineEnd, '\n'),
    marks: { regions: marks.regions.map(moved), locks: marks.locks.map(moved) }
  }
}

/** How many of the sorted numbers are less than `limit`, by bisection. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
