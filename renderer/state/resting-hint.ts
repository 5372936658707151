import { isGap, type SpanState } from '../editor/spans'
import { formatCount } from './word-count'

/** What is said in the quiet place below the text while nothing runs. `selected`: how many ranges of text are selected. */
export function restingHint({ regions }: SpanState, selected: number): string {
  if (selected > 0)
    return `Regenerate rewrites ${selected === 1 ? 'the selection' : `all ${selected} selections`}.`
  const gaps = regions.filter(isGap).length
  const marked = regions.length - gaps
  const parts = [marked > 0 && formatCount(marked, 'region'), gaps > 0 && formatCount(gaps, 'gap')]
  const list = parts.filter((part) => typeof part === 'string').join(' and ')
  return list
    ? `Regenerate fills ${list}.`
    : 'Select the words to rewrite, or insert a gap where text is missing.'
}
