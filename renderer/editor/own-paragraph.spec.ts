import { expect, it } from 'vitest'
import { ownParagraph } from './own-paragraph'

/** `|` is where the gap is wanted; what comes of the text around it, null when it is part of a line. */
it.each([
  ['One.\n|\nTwo.', 'One.\n\n|\n\nTwo.'],
  ['One.\n\n|\n\nTwo.', 'One.\n\n|\n\nTwo.'],
  ['One.\n\n\n|\n\n\nTwo.', 'One.\n\n\n|\n\n\nTwo.'],
  ['One.\n|', 'One.\n\n|'],
  ['|\nTwo.', '|\n\nTwo.'],
  ['|', '|'],
  ['One.|\n\nTwo.', null],
  ['One.\n\n|Two.', null],
  ['One. |Two.', null],
  ['One.|', null]
])('%j', (text, wanted) => {
  const offset = text.indexOf('|')
  const plain = text.replace('|', '')
  const put = ownParagraph(plain, offset)
  expect(put && [plain.slice(0, offset), put[0], '|', put[1], plain.slice(offset)].join('')).toBe(wanted)
})
