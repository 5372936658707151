import { describe, expect, it } from 'vitest'
import { annotated, authorsOf } from './markdown-annotations'

const range = (start: number, length = 1) => ({ start, length })
const generated = {
  kind: 'generated',
  run: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a',
  edited: false
} as const

describe('a text with its authors', () => {
  it('is written as in the example of the format', () => {
    const text =
      'Markdown Annotations embed authorship in text while preserving its readability and portability.'
    expect(
      annotated(text, [
        { key: '@Human', ranges: [range(0, 20), range(33, 4), range(45, 6), range(62, 4)] },
        { key: '&AI', ranges: [range(20, 13), range(37, 8), range(51, 11), range(66, 29)] }
      ])
    ).toBe(`${text}

---
Annotations: 0,95 SHA-256 1132bf5e376a605f5beed4b204456114${'  '}
@Human: 0,20 33,4 45,6 62,4${'  '}
&AI: 20,13 37,8 51,11 66,29${'  '}
...
`)
  })

  it('leaves out who wrote nothing, and the length of a single character', () => {
    expect(
      annotated('ab', [
        { key: '@Writer', ranges: [range(1)] },
        { key: '&Lacuna', ranges: [] }
      ])
    ).toMatch(/^ab\n\n---\nAnnotations: 0,2 SHA-256 [0-9a-f]{32} {2}\n@Writer: 1 {2}\n\.\.\.\n$/)
  })
})

describe('the authors of a text', () => {
  it('are counted in characters as a reader sees them', () => {
    // One character each: e with an accent of its own, a family, a flag.
    const text = 'e\u0301👨‍👩‍👧🇫🇷 end'
    const authorship = [
      { length: 2, origin: { kind: 'typed' as const } },
      { length: text.length - 2 - 4, origin: generated },
      { length: 4, origin: { kind: 'pasted' as const } }
    ]
    expect(authorsOf(text, authorship)).toEqual([
      { key: '@Writer', ranges: [range(0, 1)] },
      { key: '&Lacuna', ranges: [range(1, 2)] },
      { key: '&Pasted', ranges: [range(3, 4)] }
    ])
  })

  it('join what stands side by side, and leave out what nobody knows', () => {
    const authorship = [
      { length: 1, origin: { kind: 'unknown' as const } },
      { length: 2, origin: generated },
      { length: 1, origin: { ...generated, edited: true } },
      { length: 1, origin: { kind: 'typed' as const } },
      { length: 1, origin: generated }
    ]
    expect(authorsOf('abcdef', authorship)).toEqual([
      { key: '@Writer', ranges: [range(4)] },
      { key: '&Lacuna', ranges: [range(1, 3), range(5)] }
    ])
  })
})
