import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  carryToDocument,
  carryToShown,
  placePieces,
  showPieces,
  toDocument,
  toShown,
  type PreviewPiece
} from './preview-map'
import { applyChanges } from './text-change'

/** A document with separate pieces: plain text of at least one character stands between two pieces. */
const previews = fc
  .array(
    fc.record({
      plain: fc.string({ minLength: 1, maxLength: 8 }),
      old: fc.string({ maxLength: 6 }),
      text: fc.string({ maxLength: 6 })
    }),
    { maxLength: 4 }
  )
  .chain((parts) =>
    fc.string({ minLength: 1, maxLength: 8 }).map((tail) => {
      let document = ''
      const pieces: PreviewPiece[] = []
      for (const part of parts) {
        document += part.plain
        pieces.push({ start: document.length, end: document.length + part.old.length, text: part.text })
        document += part.old
      }
      return { document: document + tail, pieces }
    })
  )

const changes = fc.record({ at: fc.nat(), removed: fc.nat(5), inserted: fc.string({ maxLength: 4 }) })

function changeOf(
  text: string,
  { at, removed, inserted }: { at: number; removed: number; inserted: string }
) {
  const offset = at % (text.length + 1)
  return { offset, removed: Math.min(removed, text.length - offset), inserted }
}

describe('preview map', () => {
  it('keeps document and shown text in step when the writer edits outside the pieces', () => {
    fc.assert(
      fc.property(previews, fc.array(changes, { maxLength: 6 }), (preview, edits) => {
        let { document, pieces } = preview as { document: string; pieces: readonly PreviewPiece[] }
        let shown = showPieces(document, pieces)
        for (const edit of edits) {
          const change = changeOf(shown, edit)
          const carried = carryToDocument(pieces, change)
          if (!carried) continue
          shown = applyChanges(shown, [change])
          document = applyChanges(document, [carried.change])
          pieces = carried.pieces
          expect(showPieces(document, pieces)).toBe(shown)
        }
      })
    )
  })

  it('keeps them in step when the document changes outside the pieces', () => {
    fc.assert(
      fc.property(previews, fc.array(changes, { maxLength: 6 }), (preview, edits) => {
        let { document, pieces } = preview as { document: string; pieces: readonly PreviewPiece[] }
        let shown = showPieces(document, pieces)
        for (const edit of edits) {
          const change = changeOf(document, edit)
          const carried = carryToShown(pieces, change)
          if (!carried) continue
          document = applyChanges(document, [change])
          shown = applyChanges(shown, [carried.change])
          pieces = carried.pieces
          expect(showPieces(document, pieces)).toBe(shown)
        }
      })
    )
  })

  it('takes places outside the pieces there and back', () => {
    fc.assert(
      fc.property(previews, fc.nat(), ({ document, pieces }, seed) => {
        const offset = seed % (document.length + 1)
        if (pieces.some((piece) => piece.start <= offset && offset <= piece.end)) return
        expect(toDocument(pieces, toShown(pieces, offset))).toBe(offset)
      })
    )
  })

  it('refuses a change that reaches into a piece, and takes one at its edges', () => {
    const pieces = [{ start: 4, end: 7, text: 'NEW!' }]
    expect(showPieces('abc old def', pieces)).toBe('abc NEW! def')
    expect(carryToDocument(pieces, { offset: 5, removed: 0, inserted: 'x' })).toBeNull()
    expect(carryToDocument(pieces, { offset: 2, removed: 4, inserted: '' })).toBeNull()
    expect(carryToDocument(pieces, { offset: 4, removed: 0, inserted: 'x' })?.pieces[0]?.start).toBe(5)
    expect(carryToDocument(pieces, { offset: 8, removed: 0, inserted: 'x' })).toEqual({
      change: { offset: 7, removed: 0, inserted: 'x', aheadOfGap: false },
      pieces
    })
  })

  it('puts text typed in front of a gap in front of it, and text typed behind it behind', () => {
    const pieces = [{ start: 3, end: 3, text: '··· ···' }]
    const ahead = carryToDocument(pieces, { offset: 3, removed: 0, inserted: 'x' })
    expect(ahead).toEqual({
      change: { offset: 3, removed: 0, inserted: 'x', aheadOfGap: true },
      pieces: [{ start: 4, end: 4, text: '··· ···' }]
    })
    const behind = carryToDocument(pieces, { offset: 10, removed: 0, inserted: 'x' })
    expect(behind).toEqual({ change: { offset: 3, removed: 0, inserted: 'x', aheadOfGap: false }, pieces })
  })

  it('goes to the end of a piece from anywhere inside it', () => {
    const pieces = [{ start: 4, end: 7, text: 'NEW!' }]
    expect(placePieces(pieces)[0]?.shown).toEqual({ start: 4, end: 8 })
    expect([3, 4, 5, 7, 8].map((offset) => toShown(pieces, offset))).toEqual([3, 4, 8, 8, 9])
    expect([3, 4, 5, 8, 9].map((offset) => toDocument(pieces, offset))).toEqual([3, 4, 7, 7, 8])
  })
})
