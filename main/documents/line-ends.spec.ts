import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { restoreLineEnds, takeLineEnds, withLineFeeds } from './line-ends'
import type { LineEnd } from './line-ends'

const lineEnd = fc.constantFrom<LineEnd>('\n', '\r\n', '\r')
const anyText = fc
  .array(fc.oneof(lineEnd, fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constantFrom('', '\u2028', 'é')))
  .map((parts) => parts.join(''))

describe('takeLineEnds and restoreLineEnds', () => {
  it('are inverse on every text', () => {
    fc.assert(
      fc.property(anyText, (original) => {
        const { text, lineEnds } = takeLineEnds(original)
        expect(text).not.toContain('\r')
        expect(restoreLineEnds(text, lineEnds)).toBe(original)
      })
    )
  })

  it.each<[string, LineEnd]>([
    ['one\ntwo\n', '\n'],
    ['one\r\ntwo\r\n', '\r\n'],
    ['one\rtwo', '\r'],
    ['no line end at all', '\n'],
    ['', '\n']
  ])('know that %j has one kind', (original, end) => {
    expect(takeLineEnds(original).lineEnds).toEqual({ kind: 'uniform', end })
  })

  it('give every line of a uniform file its end, also new ones', () => {
    const { lineEnds } = takeLineEnds('one\r\ntwo\r\n')
    expect(restoreLineEnds('one\nnew\n\ntwo\n', lineEnds)).toBe('one\r\nnew\r\n\r\ntwo\r\n')
  })

  it('keep the ends of all lines of a mixed file that an edit did not touch', () => {
    const line = fc.tuple(fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), lineEnd)
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.array(line, { maxLength: 8 }),
        fc.array(line, { maxLength: 8 }),
        (before, between, after) => {
          const join = (lines: [string, string][]) => lines.map(([words, end]) => words + end).join('')
          const [head, middle, tail] = [join(before), join(between), join(after)]
          // Two edits at once: an alignment, not only a common beginning and end, must be found.
          const original = `${head}first old\r\n${middle}second old\n${tail}`
          const edited = `${head}FIRST new\n${middle}SECOND new\n${tail}`
          const { text: _, lineEnds } = takeLineEnds(original)
          const saved = restoreLineEnds(takeLineEnds(edited).text, lineEnds)
          expect(saved.startsWith(`${head}FIRST new`)).toBe(true)
          expect(saved.endsWith(tail)).toBe(true)
          expect(saved).toContain(`${middle}SECOND new`)
        }
      )
    )
  })

  it('give a new line in a mixed file the end of the line above', () => {
    const { lineEnds } = takeLineEnds('a\nb\r\nc\nd\n')
    expect(restoreLineEnds('a\nb\nnew\nc\nd\n', lineEnds)).toBe('a\nb\r\nnew\r\nc\nd\n')
  })
})

describe('withLineFeeds', () => {
  it('leaves content without carriage returns alone', () => {
    const content = { text: 'a\nb', marks: { regions: [], locks: [] } }
    expect(withLineFeeds(content)).toBe(content)
  })

  it('keeps every mark on the words it stands on', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyText,
        fc.integer({ min: 1, max: 9 }),
        (before, inside, after, words) => {
          // A mark never splits a line end.
          const text = `${before}[${inside}]${after}`
          const start = before.length
          const end = text.length - after.length
          const moved = withLineFeeds({
            text,
            marks: { regions: [{ start, end, words }], locks: [{ start, end: start + 1 }] }
          })
          const [region] = moved.marks.regions
          const [lock] = moved.marks.locks
          const plain = (part: string) => takeLineEnds(part).text
          expect(moved.text).toBe(plain(text))
          expect(moved.text.slice(region!.start, region!.end)).toBe(`[${plain(inside)}]`)
          expect(moved.text.slice(lock!.start, lock!.end)).toBe('[')
          expect(region!.words).toBe(words)
        }
      )
    )
  })
})
