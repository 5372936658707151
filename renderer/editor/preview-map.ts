import type { Range, TextChange } from './text-change'

/** A range of the document that is shown as another text while a fill runs or a proposal waits. */
export interface PreviewPiece extends Range {
  readonly text: string
}

/** A change carried over to the other side, with the pieces where it leaves them. Null: it reaches into a piece. */
export interface CarriedChange {
  readonly change: TextChange
  readonly pieces: readonly PreviewPiece[]
}

interface PlacedPiece extends PreviewPiece {
  /** Where the piece stands in the shown text. */
  readonly shown: Range
}

/** The pieces with their places in the shown text. Pieces are sorted and do not overlap. */
export function placePieces(pieces: readonly PreviewPiece[]): readonly PlacedPiece[] {
  let shift = 0
  return pieces.map((piece) => {
    const start = piece.start + shift
    shift += piece.text.length - (piece.end - piece.start)
    return { ...piece, shown: { start, end: start + piece.text.length } }
  })
}

/** A range of plain text of the document, at least one character, in the shown text. */
export function rangeToShown(pieces: readonly PreviewPiece[], { start, end }: Range): Range {
  return { start: toShown(pieces, start), end: toShown(pieces, end - 1) + 1 }
}

/** The text as it is shown. */
export function showPieces(documentText: string, pieces: readonly PreviewPiece[]): string {
  let at = 0
  const parts: string[] = []
  for (const piece of pieces) {
    parts.push(documentText.slice(at, piece.start), piece.text)
    at = piece.end
  }
  parts.push(documentText.slice(at))
  return parts.join('')
}

/** A place of the document in the shown text. Inside a piece it goes to the piece's end; on the piece's edges it stays on that edge. */
export function toShown(pieces: readonly PreviewPiece[], offset: number): number {
  let shift = 0
  for (const piece of pieces) {
    if (offset <= piece.start && !(offset === piece.end)) break
    if (offset < piece.end) return piece.start + shift + piece.text.length
    shift += piece.text.length - (piece.end - piece.start)
  }
  return offset + shift
}

/** A place of the shown text in the document. Inside a piece it goes to the end of what the piece stands for. */
export function toDocument(pieces: readonly PreviewPiece[], offset: number): number {
  let shift = 0
  for (const piece of placePieces(pieces)) {
    if (offset <= piece.shown.start && offset !== piece.shown.end) break
    if (offset < piece.shown.end) return piece.end
    shift = piece.end - piece.shown.end
  }
  return offset + shift
}

function reachesInto(range: Range, changed: Range): boolean {
  return changed.start < range.end && changed.end > range.start
}

const movePiece = (piece: PreviewPiece, shift: number): PreviewPiece => ({
  start: piece.start + shift,
  end: piece.end + shift,
  text: piece.text
})

/** Carries a change of the shown text over to the document. */
export function carryToDocument(pieces: readonly PreviewPiece[], change: TextChange): CarriedChange | null {
  const placed = placePieces(pieces)
  const changed = { start: change.offset, end: change.offset + change.removed }
  if (placed.some((piece) => reachesInto(piece.shown, changed))) return null
  const ahead = placed.filter((piece) => piece.shown.end <= changed.start)
  const behind = placed.slice(ahead.length)
  const last = ahead.at(-1)
  const offset = change.offset + (last ? last.end - last.shown.end : 0)
  return {
    change: { ...change, offset, aheadOfGap: behind[0]?.shown.start === changed.end },
    pieces: [
      ...ahead,
      ...behind.map((piece) => movePiece(piece, change.inserted.length - change.removed))
    ].map(({ start, end, text }) => ({ start, end, text }))
  }
}

/** A change of the shown text that takes whole pieces with it, in terms of the document. Null: it begins or ends inside a piece. */
export function carryWhole(pieces: readonly PreviewPiece[], change: TextChange): TextChange | null {
  const end = change.offset + change.removed
  const inside = (offset: number) =>
    placePieces(pieces).some((piece) => piece.shown.start < offset && offset < piece.shown.end)
  if (inside(change.offset) || inside(end)) return null
  const first = toDocument(pieces, change.offset)
  return { offset: first, removed: toDocument(pieces, end) - first, inserted: change.inserted }
}

/** Carries a change of the document (an undo, say) over to the shown text. */
export function carryToShown(pieces: readonly PreviewPiece[], change: TextChange): CarriedChange | null {
  const changed = { start: change.offset, end: change.offset + change.removed }
  if (pieces.some((piece) => reachesInto(piece, changed))) return null
  const ahead = pieces.filter((piece) => piece.end <= changed.start && !isBehind(piece, change))
  const behind = pieces.slice(ahead.length)
  const shift = ahead.reduce((sum, piece) => sum + piece.text.length - (piece.end - piece.start), 0)
  return {
    change: { ...change, offset: change.offset + shift },
    pieces: [...ahead, ...behind.map((piece) => movePiece(piece, change.inserted.length - change.removed))]
  }
}

/** The same rule as for marks: text inserted where a gap stands goes behind the gap, unless the change says otherwise. */
function isBehind(piece: PreviewPiece, change: TextChange): boolean {
  return piece.start === piece.end && piece.start === change.offset && change.aheadOfGap === true
}
