/** A substitution for what was just typed: so many characters before the caret become `insert`. */
export interface Substitution {
  readonly remove: number
  readonly insert: string
}

const opensBehind = /(?:^|[\s([{<–—\-‘“*_])$/u

/**
 * What typography makes of the character that was typed last.
 *
 * @param line the line up to the caret, with that character
 */
export function smartPunctuation(line: string): Substitution | null {
  const before = line.slice(0, -1)
  if (isInCode(before)) return null
  switch (line.at(-1)) {
    case '"':
      return { remove: 1, insert: opensBehind.test(before) ? '“' : '”' }
    case "'":
      return { remove: 1, insert: opensBehind.test(before) ? '‘' : '’' }
    case '-':
      return dash(before)
    case '.':
      return before.endsWith('..') && !before.endsWith('...') ? { remove: 3, insert: '…' } : null
    default:
      return null
  }
}

/** Two hyphens are a dash, a third makes it long. A line or a table cell of nothing but hyphens is Markdown. */
function dash(before: string): Substitution | null {
  if (/(?:^|\|)[\s:>-]*$/u.test(before) || before.endsWith('<!-')) return null
  if (before.endsWith('–')) return { remove: 2, insert: '—' }
  return before.endsWith('-') && !before.endsWith('--') ? { remove: 2, insert: '–' } : null
}

/** Code that is not closed yet is not code to the grammar. */
function isInCode(before: string): boolean {
  return (before.match(/`+/gu) ?? []).length % 2 === 1
}
