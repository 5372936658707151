import type { Range } from './text-change'

/** Longer paragraphs are not parted: the time it takes grows with the square of the length. */
const longestParagraph = 20_000

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** The sentences of one paragraph, without the space between them. What goes on in lower case, as “she said” does, is no new one. */
export function sentencesOf(paragraph: string): readonly Range[] {
  if (paragraph.length > longestParagraph) return [{ start: 0, end: paragraph.length }]
  const sentences: Range[] = []
  for (const { segment, index } of segmenter.segment(paragraph)) {
    if (!/[\p{L}\p{N}]/u.test(segment)) continue
    const end = index + segment.trimEnd().length
    const last = /^\P{L}*\p{Ll}/u.test(segment) ? sentences.pop() : undefined
    sentences.push({ start: last?.start ?? index + segment.length - segment.trimStart().length, end })
  }
  return sentences
}

/** The sentence that `offset` stands in or behind; the whole paragraph where there is none. */
export function sentenceAt(paragraph: string, offset: number): Range {
  const before = sentencesOf(paragraph).findLast(({ start }) => start <= offset)
  return before ?? sentencesOf(paragraph)[0] ?? { start: 0, end: paragraph.length }
}

/** The whole sentences of a text that a range touches; a line is a paragraph. */
export function sentencesAround(text: string, { start, end }: Range): Range {
  const sentenceOf = (offset: number): Range => {
    const from = text.lastIndexOf('\n', offset - 1) + 1
    const lineEnd = text.indexOf('\n', offset)
    const sentence = sentenceAt(text.slice(from, lineEnd < 0 ? text.length : lineEnd), offset - from)
    return { start: from + sentence.start, end: from + sentence.end }
  }
  return { start: sentenceOf(start).start, end: Math.max(end, sentenceOf(Math.max(start, end - 1)).end) }
}
