import type { editor } from 'monaco-editor/editor'

/** Faces with text figures and open counters that ship with macOS, Windows and Linux, best first. */
const proseFont =
  '"Iowan Old Style", "Charter", "Bitstream Charter", "Source Serif 4", "Sitka Text", "Noto Serif", Georgia, Cambria, "DejaVu Serif", serif'

export const fontSize = 19

/** Width of the text column in CSS pixels: about 68 characters of a serif face at this size. */
export const measure = 36 * fontSize

/** Monaco takes no wider left margin than this. */
const widestMargin = 1000

/** Space that stays beside the text in a narrow window. */
const narrowestMargin = 24

/** Everything a code editor shows that prose does not want is off. */
export const proseOptions: editor.IStandaloneEditorConstructionOptions = {
  ariaLabel: 'Document text',
  fontFamily: proseFont,
  fontSize,
  lineHeight: 32,
  fontLigatures: true,
  wordWrap: 'bounded',
  wrappingStrategy: 'advanced',
  wrappingIndent: 'none',
  padding: { top: 56, bottom: 56 },
  scrollBeyondLastLine: true,
  cursorWidth: 2,
  cursorSurroundingLines: 2,
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

/** Where the column of text stands in a window: the margin beside it in CSS pixels and its width in half-width characters. */
export interface Column {
  readonly margin: number
  readonly characters: number
}

/** Centres the column. `width` of the editor and `characterWidth` (the face's half-width character) are CSS pixels. */
export function columnFor(width: number, characterWidth: number): Column {
  const margin = Math.min(Math.max(narrowestMargin, Math.floor((width - measure) / 2)), widestMargin)
  const text = Math.max(1, Math.min(measure, width - 2 * narrowestMargin))
  return { margin, characters: Math.max(10, Math.floor(text / characterWidth)) }
}
