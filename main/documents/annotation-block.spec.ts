import { expect, it } from 'vitest'
import { withoutBlock } from './annotation-block'
import { annotated, type AnnotatedAuthor } from './markdown-annotations'

const authors: readonly AnnotatedAuthor[] = [
  { key: '@Ines Lund <ines@example.com>', ranges: [{ start: 0, length: 3 }] },
  { key: '&AI', ranges: [{ start: 4, length: 1 }] }
]

it('reads what was written', () => {
  expect(withoutBlock(annotated('One two', authors))).toEqual({ text: 'One two', authors })
  expect(withoutBlock(annotated('One two\n', authors))).toEqual({ text: 'One two\n', authors })
  expect(withoutBlock(annotated('', []))).toEqual({ text: '', authors: [] })
})

it('takes a range for the whole text that leaves out what another program put behind it', () => {
  const content = annotated('One two', authors).replace('One two', 'One two and more')
  expect(withoutBlock(content)).toEqual({ text: 'One two and more', authors })
})

it('believes no authors of another text', () => {
  const content = annotated('One two', authors).replace('One', 'Two')
  expect(withoutBlock(content)).toEqual({ text: 'Two two', authors: [] })
})

it.each([
  'No block.\n\n---\n\nAfter a rule: 0,3.\n...\n',
  'A block\n\n---\nAnnotations: 0,7 SHA-256 1132bf5e376a605f5beed4b204456114\n...\nwith text behind it.',
  '---\ntitle: A front matter\n...\nText.\n'
])('leaves %j as it is', (text) => {
  expect(withoutBlock(text)).toEqual({ text, authors: [] })
})
