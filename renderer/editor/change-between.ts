import type { TextChange } from './text-change'

/** The one change that makes `from` into `to`, without what both begin and end with; null when they are the same. */
export function changeBetween(from: string, to: string): TextChange | null {
  if (from === to) return null
  const shorter = Math.min(from.length, to.length)
  let head = 0
  while (head < shorter && from[head] === to[head]) head++
  let tail = 0
  while (tail < shorter - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++
  return { offset: head, removed: from.length - head - tail, inserted: to.slice(head, to.length - tail) }
}
