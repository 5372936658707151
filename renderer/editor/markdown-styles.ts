import type { Tree } from '@lezer/common'
import type { Heading, ProseWord } from './prose-port'
import type { Range } from './text-change'

export interface StyledRange extends Range {
  /** Classes of editor.css. */
  readonly look: string
}

const sign = 'md-sign'
const code = 'md-code'

/** The looks of the nodes of the grammar; what is not named looks like its surroundings. */
const looks: Readonly<Partial<Record<string, string>>> = {
  SetextHeading1: 'md-heading',
  SetextHeading2: 'md-heading',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`ATXHeading${level}`, 'md-heading'])),
  StrongEmphasis: 'md-strong',
  Emphasis: 'md-emphasis',
  Strikethrough: 'md-struck',
  Blockquote: 'md-quote',
  InlineCode: code,
  FencedCode: code,
  CodeBlock: code,
  ...Object.fromEntries(
    [
      'HeaderMark',
      'EmphasisMark',
      'StrikethroughMark',
      'QuoteMark',
      'ListMark',
      'TaskMarker',
      'CodeMark',
      'CodeInfo',
      'LinkMark',
      'LinkLabel',
      'LinkTitle',
      'URL',
      'HorizontalRule',
      'TableDelimiter',
      'HTMLTag',
      'HTMLBlock',
      'Comment',
      'CommentBlock',
      'ProcessingInstruction',
      'ProcessingInstructionBlock'
    ].map((name) => [name, sign])
  )
}

const notProse = new Set([
  'InlineCode',
  'FencedCode',
  'CodeBlock',
  'URL',
  'LinkLabel',
  'CodeInfo',
  'HTMLTag',
  'HTMLBlock',
  'Comment',
  'CommentBlock',
  'ProcessingInstruction',
  'ProcessingInstructionBlock'
])

/** How the ranges of Markdown between `from` and `to` look; they lie inside each other. */
export function markdownStyles(tree: Tree, from: number, to: number): readonly StyledRange[] {
  const styled: StyledRange[] = []
  tree.iterate({
    from,
    to,
    enter: (node) => {
      const look = looks[node.name]
      if (look) styled.push({ start: node.from, end: node.to, look })
    }
  })
  return styled
}

/** The headings of a text that `tree` was read from. */
export function headingsOf(tree: Tree, textIn: (range: Range) => string): readonly Heading[] {
  const headings: Heading[] = []
  tree.iterate({
    enter: ({ name, from, to }) => {
      const level = Number(/^(?:ATX|Setext)Heading(\d)$/u.exec(name)?.[1] ?? 0)
      if (level > 0) {
        const title = titleOf(textIn({ start: from, end: to }))
        headings.push({ level, title, start: from, end: to })
      }
      // A heading can stand in a quotation or a list, but nothing smaller holds one.
      return ['Document', 'Blockquote', 'BulletList', 'OrderedList', 'ListItem'].includes(name)
    }
  })
  return headings
}

function titleOf(source: string): string {
  const lines = source.replace(/\n[ \t]*(?:=+|-+)[ \t]*$/u, '').replace(/^#{1,6}(?=\s|$)/u, '')
  const plain = lines.replace(/\s#+\s*$/u, '').replace(/[*_`~]+|!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
  return plain.replace(/\s+/gu, ' ').trim() || 'Untitled'
}

/** Whether code, an address or another thing that is no prose stands at `offset`. Without a tree, all is prose. */
export function isProse(tree: Tree | null, offset: number, side: -1 | 1): boolean {
  if (!tree) return true
  for (let node = tree.resolveInner(offset, side); ;) {
    if (notProse.has(node.name)) return false
    const { parent } = node
    if (!parent) return true
    node = parent
  }
}

const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{M}]+)*/gu

/** The words of prose in `text`, which stands at `offset`. Words with digits are left out: they are names of things. */
export function proseWords(tree: Tree | null, text: string, offset: number): readonly ProseWord[] {
  const words: ProseWord[] = []
  for (const match of text.matchAll(word)) {
    const start = offset + match.index
    if (/\p{N}/u.test(match[0]) || !isProse(tree, start, 1)) continue
    words.push({ text: match[0], start, end: start + match[0].length })
  }
  return words
}
