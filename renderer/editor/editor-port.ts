import type { ThemeName } from '../theme/palettes'
import type { PreviewRegion } from './preview-runs'
import type { ProsePort } from './prose-port'
import type { SpanState } from './spans'
import type { Range, TextChange } from './text-change'
import type { WordPort } from './word-port'

/** The document's text changed. The changes apply one after the other. */
export interface EditorChange {
  readonly changes: readonly TextChange[]
  /** Version of the text after the change; undo and redo return to the version they restore. */
  readonly version: number
  readonly cause: 'edit' | 'undo' | 'redo'
}

/** A place on the page in CSS pixels. */
export interface PagePoint {
  readonly x: number
  readonly y: number
}

export interface Replacement extends Range {
  readonly text: string
}

/**
 * What the program wants from an editor. All offsets are UTF-16 code units of the document, also while a preview shows another text in
 * places: the port translates.
 */
export interface EditorPort {
  readonly prose: ProsePort
  readonly words: WordPort
  readonly text: string
  readonly version: number
  /** Shows another document; what could be undone is forgotten, unless the one before was parked. Line ends must be `\n`. */
  load(text: string): void
  /** Keeps the present document with its history of undo and its place, for when another one is shown next. No preview may be shown. */
  park(): Parked
  textIn(range: Range): string
  /** The selected ranges in the order of the text; a bare caret is an empty range. */
  selections(): readonly Range[]
  select(range: Range): void
  focus(): void
  /** The place under the caret. */
  caretPoint(): PagePoint
  /** Replaces ranges (sorted, separate) in one step of undo and ends the preview. */
  replace(replacements: readonly Replacement[]): void
  undo(): void
  redo(): void
  /** Runs a clipboard action on the selection. */
  clipboard(action: 'cut' | 'copy'): void
  /** Puts the caret behind the gap at `offset`: both sides of a gap are one place of the text. */
  goBehindGap(offset: number): void
  /** Edits from here on are a new step of undo. */
  closeUndoStep(): void
  /** Shows these marks. */
  showMarks(spans: SpanState): void
  /** Shows other text in the place of regions (sorted, separate). The document stays as it is. */
  showPreview(regions: readonly PreviewRegion[]): void
  hidePreview(): void
  onChange(listener: (change: EditorChange) => void): void
  onSelectionChange(listener: () => void): void
  /** An edit reached into a previewed range: the preview was ended, and what the edit would have done inside it is dropped. */
  onPreviewTouched(listener: () => void): void
  /** The writer dragged over text with Control (Command on macOS) held: what is selected now is to be a region. */
  onMarkingDrag(listener: () => void): void
  onContextMenu(listener: (point: PagePoint) => void): void
  setTheme(name: ThemeName): void
  dispose(): void
}

/** Something that was put aside. Exactly one of the two may be called, once. */
export interface Parked {
  /** Brings it back in the place of what is shown. */
  readonly restore: () => void
  readonly forget: () => void
}

/** Makes an editor inside `host`. */
export type CreateEditor = (host: HTMLElement) => EditorPort
