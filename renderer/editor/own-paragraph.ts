/**
 * What is to be put before and behind an empty line at `offset` to make it a paragraph of its own, with a blank line on either side. Null: something
 * stands on that line, so that whatever is put there belongs to it.
 */
export function ownParagraph(text: string, offset: number): readonly [string, string] | null {
  const before = /\n*$/u.exec(text.slice(0, offset))?.[0].length ?? 0
  const behind = /^\n*/u.exec(text.slice(offset))?.[0].length ?? 0
  const isFirst = before === offset
  const isLast = offset + behind === text.length
  if ((before === 0 && !isFirst) || (behind === 0 && !isLast)) return null
  const missing = (present: number): string => '\n'.repeat(Math.max(0, 2 - present))
  return [isFirst ? '' : missing(before), isLast ? '' : missing(behind)]
}
