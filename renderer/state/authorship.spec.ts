import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChanges, type TextChange } from '../editor/text-change'
import {
  changed,
  editedByHand,
  lengthOf,
  rangesOf,
  rewritten,
  sliceOf,
  spliced,
  uniform,
  type Authorship,
  type Origin
} from './authorship'
import { countOrigins, formatShare } from './authorship-shares'
import { countWords } from './word-count'

const run = '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a'
const typed: Origin = { kind: 'typed' }
const pasted: Origin = { kind: 'pasted' }
const generated: Origin = { kind: 'generated', run, edited: false }
const edited: Origin = { ...generated, edited: true }

const words = fc.array(fc.constantFrom('the', 'old', 'house', ' ', ' ', '\n', ',', 'é', '👪'), {
  maxLength: 30
})
const texts = words.map((list) => list.join(''))
const origins = fc.constantFrom<Origin>({ kind: 'unknown' }, typed, pasted, generated, edited)

/** A text and who wrote it. */
const authored = texts.chain((text) =>
  fc
    .array(fc.record({ at: fc.nat(Math.max(0, text.length)), origin: origins }), { maxLength: 6 })
    .map((cuts) => ({
      text,
      authorship: cuts.reduce(
        (spans, { at, origin }) =>
          spliced(spans, { start: at, end: text.length }, uniform(text.length - at, origin)),
        uniform(text.length, typed)
      )
    }))
)

const changeOf = (text: string) =>
  fc.tuple(fc.nat(text.length), fc.nat(12), texts).map(([offset, removed, inserted]): TextChange => ({
    offset,
    removed: Math.min(removed, text.length - offset),
    inserted
  }))

const originAt = (authorship: Authorship, offset: number): Origin | undefined =>
  rangesOf(authorship).find(({ start, end }) => start <= offset && offset < end)?.origin

const ofText = (text: string) => (range: { start: number; end: number }) => text.slice(range.start, range.end)

const isTidy = (authorship: Authorship): boolean =>
  authorship.every(
    ({ length, origin }, index) =>
      length > 0 && JSON.stringify(origin) !== JSON.stringify(authorship[index - 1]?.origin)
  )

describe('spans of origin', () => {
  it('cover the text exactly, whatever is edited by hand', () => {
    fc.assert(
      fc.property(
        authored.chain((start) => fc.tuple(fc.constant(start), changeOf(start.text), origins)),
        ([{ text, authorship }, change, origin]) => {
          const after = applyChanges(text, [change])
          const spans = editedByHand(authorship, [change], origin, ofText(after))
          expect(lengthOf(spans)).toBe(after.length)
          expect(isTidy(spans)).toBe(true)
        }
      )
    )
  })

  it('outside of an edit never change, but for the mark of an edit on the word that it touches', () => {
    fc.assert(
      fc.property(
        authored.chain((start) => fc.tuple(fc.constant(start), changeOf(start.text))),
        ([{ text, authorship }, change]) => {
          const after = applyChanges(text, [change])
          const spans = editedByHand(authorship, [change], typed, ofText(after))
          const { offset, removed, inserted } = change
          const left = text.slice(0, offset).search(/[^\s,\ud800-\udfff]*$/u)
          const tail = text.slice(offset + removed)
          const right = offset + removed + (/^[^\s,\ud800-\udfff]*/u.exec(tail)?.[0].length ?? 0)
          for (let at = 0; at < text.length; at++) {
            if (at >= offset && at < offset + removed) continue
            const before = originAt(authorship, at)!
            const now = originAt(spans, at < offset ? at : at - removed + inserted.length)!
            const touched = at >= left && at < right
            if (touched && before.kind === 'generated') expect(now).toMatchObject({ kind: 'generated', run })
            else expect(now).toEqual(before)
          }
        }
      )
    )
  })

  it('are what they were when a change is taken back from what was removed', () => {
    fc.assert(
      fc.property(
        authored.chain((start) => fc.tuple(fc.constant(start), changeOf(start.text))),
        ([{ authorship }, change]) => {
          const range = { start: change.offset, end: change.offset + change.removed }
          const removed = sliceOf(authorship, range)
          const after = changed(authorship, change, pasted)
          const back = { start: change.offset, end: change.offset + change.inserted.length }
          expect(spliced(after, back, removed)).toEqual(spliced(authorship, range, removed))
        }
      )
    )
  })

  it('cover a text that was rewritten, and keep all authors when nothing was', () => {
    fc.assert(
      fc.property(authored, texts, ({ text, authorship }, newText) => {
        const spans = rewritten(authorship, text, newText, generated)
        expect(lengthOf(spans)).toBe(newText.length)
        expect(isTidy(spans)).toBe(true)
        expect(rewritten(authorship, text, text, generated)).toEqual(
          sliceOf(authorship, { start: 0, end: text.length })
        )
      })
    )
  })
})

describe('an edit by hand', () => {
  const text = 'walked home'
  const all = uniform(text.length, generated)
  const edit = (...changes: TextChange[]) =>
    editedByHand(all, changes, typed, ofText(applyChanges(text, changes)))

  it('marks the generated word that it cuts', () => {
    expect(edit({ offset: 4, removed: 2, inserted: '' })).toEqual([
      { length: 4, origin: edited },
      { length: 5, origin: generated }
    ])
  })

  it('marks the generated word that it extends, but not the one before a space', () => {
    expect(edit({ offset: 11, removed: 0, inserted: 's' })).toEqual([
      { length: 7, origin: generated },
      { length: 4, origin: edited },
      { length: 1, origin: typed }
    ])
    expect(edit({ offset: 6, removed: 0, inserted: ' back' })).toEqual([
      { length: 6, origin: generated },
      { length: 5, origin: typed },
      { length: 5, origin: generated }
    ])
  })

  it('finds the words of several changes, the last of them first', () => {
    const spans = edit({ offset: 11, removed: 0, inserted: 's' }, { offset: 0, removed: 1, inserted: 'TT' })
    expect(spans).toEqual([
      { length: 2, origin: typed },
      { length: 5, origin: edited },
      { length: 1, origin: generated },
      { length: 4, origin: edited },
      { length: 1, origin: typed }
    ])
  })
})

it('leaves words that stay to who wrote them, and gives the space between new ones to the new author', () => {
  expect(rewritten(uniform(15, typed), 'an old red barn', 'an old big house', generated)).toEqual([
    { length: 7, origin: typed },
    { length: 9, origin: generated }
  ])
})

it('does not compare texts of which hardly a word stayed', () => {
  const long = (word: string) => Array.from({ length: 5000 }, (_, index) => `${word}${index}`).join(' ')
  const newText = long('new')
  expect(rewritten(uniform(long('old').length, typed), long('old'), newText, generated)).toEqual(
    uniform(newText.length, generated)
  )
})

describe('the shares of words', () => {
  it('count each word once, by the hands that made it', () => {
    const text = 'One two three four five.'
    const authorship: Authorship = [
      { length: 4, origin: typed },
      { length: 4, origin: generated },
      { length: 3, origin: generated },
      { length: 3, origin: typed },
      { length: 5, origin: pasted },
      { length: 5, origin: { kind: 'unknown' } }
    ]
    expect(countOrigins(text, authorship)).toEqual({
      typed: 1,
      generated: 1,
      edited: 1,
      pasted: 1,
      unknown: 1
    })
  })

  it('add up to all words', () => {
    fc.assert(
      fc.property(authored, ({ text, authorship }) => {
        const sum = Object.values(countOrigins(text, authorship)).reduce((a, b) => a + b, 0)
        expect(sum).toBe(countWords(text))
      })
    )
  })

  it('are written so that some is never none or all', () => {
    expect([0, 1, 500, 999, 1000].map((count) => formatShare(count, 1000))).toEqual([
      '0 %',
      '1 %',
      '50 %',
      '99 %',
      '100 %'
    ])
  })
})
