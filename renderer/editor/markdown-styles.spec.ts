import { describe, expect, it } from 'vitest'
import { headingsOf, isProse, markdownStyles, proseWords } from './markdown-styles'
import { MarkdownTree } from './markdown-tree'

function treeOf(text: string) {
  const reader = new MarkdownTree()
  reader.read(
    () => text,
    () => true
  )
  return reader.tree!
}

const styled = (text: string) =>
  markdownStyles(treeOf(text), 0, text.length).map(({ start, end, look }) => [text.slice(start, end), look])

describe('styles', () => {
  it('dims the signs and shows what they mean', () => {
    expect(styled('# Title')).toEqual([
      ['# Title', 'md-heading'],
      ['#', 'md-sign']
    ])
    expect(styled('a **b** *c* `d`')).toEqual([
      ['**b**', 'md-strong'],
      ['**', 'md-sign'],
      ['**', 'md-sign'],
      ['*c*', 'md-emphasis'],
      ['*', 'md-sign'],
      ['*', 'md-sign'],
      ['`d`', 'md-code'],
      ['`', 'md-sign'],
      ['`', 'md-sign']
    ])
    expect(styled('> q\n\n- item\n\n[link](a.md)')).toEqual(
      expect.arrayContaining([
        ['> q', 'md-quote'],
        ['>', 'md-sign'],
        ['-', 'md-sign'],
        ['a.md', 'md-sign']
      ])
    )
  })

  it('leaves plain text alone', () => {
    expect(styled('Just words, 2 * 3 * 4 and snake_case_names.')).toEqual([])
  })
})

describe('headings', () => {
  const list = (text: string) =>
    headingsOf(treeOf(text), ({ start, end }) => text.slice(start, end)).map(({ level, title, start }) => [
      level,
      title,
      start
    ])

  it('have levels, titles without signs, and places', () => {
    expect(list('# One *two*\n\ntext\n\nUnder\n=====\n\n### `three` ###\n\n> ## [Quoted](x.md)')).toEqual([
      [1, 'One two', 0],
      [1, 'Under', 19],
      [3, 'three', 32],
      [2, 'Quoted', 51]
    ])
  })

  it('do not stand in code', () => {
    expect(list('```\n# no\n```\n\n#no\n\n#')).toEqual([[1, 'Untitled', 19]])
  })
})

describe('words', () => {
  const words = (text: string) => proseWords(treeOf(text), text, 0).map((found) => found.text)

  it('are those of prose', () => {
    expect(words("The *naïve* don't, can’t `code` and [here](http://a.example/b) x2 it.")).toEqual([
      'The',
      'naïve',
      "don't",
      'can’t',
      'and',
      'here',
      'it'
    ])
    expect(words('```js\nlet wrod\n```\n\nafter <b>it</b>')).toEqual(['after', 'it'])
  })

  it('have their places in the whole text', () => {
    expect(proseWords(null, 'a bc', 10)).toEqual([
      { text: 'a', start: 10, end: 11 },
      { text: 'bc', start: 12, end: 14 }
    ])
  })
})

it('knows code from prose, and takes all for prose before the text was read', () => {
  const tree = treeOf('a `b` c')
  expect([isProse(tree, 0, 1), isProse(tree, 3, 1), isProse(tree, 6, 1)]).toEqual([true, false, true])
  expect(isProse(null, 3, 1)).toBe(true)
})
