import { characterStarts, type AnnotatedAuthor } from './markdown-annotations'
import { sha256 } from './text-format'

/** A text that had its authors in a block at its end, and who wrote which of its characters; the rest is nobody's. */
export interface UnblockedText {
  readonly text: string
  readonly authors: readonly AnnotatedAuthor[]
}

/** A line of three dashes, annotations the first of which has a hash, a line of three dots, and the end of the file. */
const block =
  /(?:^|\n)---[ \t]*\n[ \t]*[^\n:]+: *0,(?<length>\d+) +SHA-256 +(?<hash>[0-9a-f]{32,64})[ \t]*\n(?<lines>(?:[^\n]*\n)*?)\.\.\.\s*$/iu

const author = /^[ \t]*(?<key>[@&](?:\\.|[^\\:])*?)[ \t]*:(?<ranges>[\d, ]*)$/u

/**
 * Takes a text and its annotation block apart. The authors count only while the hash says that they were written for this text.
 *
 * @param content line ends `\n`
 */
export function withoutBlock(content: string): UnblockedText {
  const found = block.exec(content)
  if (!found?.groups) return { text: content, authors: [] }
  const { length = '', hash = '', lines = '' } = found.groups
  const rest = content.slice(0, found.index)
  // The empty line before the block is the block's.
  const text = rest.endsWith('\n') ? rest.slice(0, -1) : rest
  const starts = characterStarts(text)
  const annotated = text.slice(0, starts[Number(length)] ?? text.length)
  const fits = sha256(annotated).startsWith(hash.toLowerCase())
  return { text, authors: fits ? lines.split('\n').flatMap(authorOf) : [] }
}

function authorOf(line: string): readonly AnnotatedAuthor[] {
  const { key, ranges } = author.exec(line)?.groups ?? {}
  if (key === undefined || ranges === undefined) return []
  const written = ranges.split(' ').flatMap((range) => {
    const [start, length = '1'] = range.split(',')
    return start ? [{ start: Number(start), length: Number(length) }] : []
  })
  return [{ key, ranges: written }]
}
