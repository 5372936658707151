import type { editor } from 'monaco-editor/editor'
import type { ProseLook } from './prose-port'
import { faces } from './type-faces'

/** Monaco takes no wider left margin than this. */
const widestMargin = 1000

/** Space that stays beside the text in a narrow window. */
const narrowestMargin = 24

/** Space above the first line and below the last, in CSS pixels. */
const edge = 56

/** Everything a code editor shows that prose does not want is off. */
export const proseOptions: editor.IStandaloneEditorConstructionOptions = {
  ariaLabel: 'Document text',
  fontLigatures: true,
  wordWrap: 'bounded',
  wrappingStrategy: 'advanced',
  wrappingIndent: 'none',
  scrollBeyondLastLine: true,
  cursorWidth: 2,
  lineNumbers: 'off',
  glyphMargin: false,
  folding: false,
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollbar: { verticalScrollbarSize: 10, horizontal: 'hidden', useShadows: false },
  renderLineHighlight: 'none',
  renderWhitespace: 'none',
  renderControlCharacters: false,
  roundedSelection: false,
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  matchBrackets: 'never',
  bracketPairColorization: { enabled: false },
  guides: { indentation: false, bracketPairs: false },
  autoClosingBrackets: 'never',
  autoClosingQuotes: 'never',
  autoSurround: 'never',
  autoIndent: 'none',
  quickSuggestions: false,
  suggestOnTriggerCharacters: false,
  wordBasedSuggestions: 'off',
  parameterHints: { enabled: false },
  links: false,
  hover: { enabled: 'off' },
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false, nonBasicASCII: false },
  unusualLineTerminators: 'off',
  trimAutoWhitespace: false,
  contextmenu: false,
  dragAndDrop: true,
  multiCursorModifier: 'alt',
  stopRenderingLineAfter: -1,
  largeFileOptimizations: false,
  find: {
    addExtraSpaceOnTop: false,
    seedSearchStringFromSelection: 'selection',
    autoFindInSelection: 'never'
  }
}

/** What moves, for those who do not mind. */
export function motionOptions(): editor.IStandaloneEditorConstructionOptions {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  return { smoothScrolling: !still, cursorBlinking: still ? 'solid' : 'smooth' }
}

/** How the type is set: everything of the look that is an option of Monaco. `height` of the editor in CSS pixels. */
export function typeOptions(
  { face, fontSize, lineHeight, typewriter }: ProseLook,
  height: number
): editor.IEditorOptions {
  const line = Math.round(fontSize * lineHeight)
  const middle = Math.max(edge, Math.floor((height - line) / 2))
  return {
    fontFamily: faces[face].family,
    fontSize,
    lineHeight: line,
    padding: { top: typewriter ? middle : edge, bottom: typewriter ? middle : edge },
    // More lines than there are keep the one with the caret in the middle.
    cursorSurroundingLines: typewriter ? 1000 : 2
  }
}

/** Width of the column of text in CSS pixels. */
export function columnWidth({ face, fontSize, measure }: ProseLook): number {
  return Math.round(measure * fontSize * faces[face].advance)
}

/** Where the column of text stands in a window: the margin beside it in CSS pixels and its width in half-width characters. */
export interface Column {
  readonly margin: number
  readonly characters: number
}

/** Centres a column of the width `wanted`. `width` of the editor and `characterWidth` (the face's half-width character) are CSS pixels, too. */
export function columnFor(width: number, wanted: number, characterWidth: number): Column {
  const margin = Math.min(Math.max(narrowestMargin, Math.floor((width - wanted) / 2)), widestMargin)
  const text = Math.max(1, Math.min(wanted, width - 2 * narrowestMargin))
  return { margin, characters: Math.max(10, Math.floor(text / characterWidth)) }
}
