import type { editor } from 'monaco-editor/editor'
import { palettes, schemeOf, type Palette, type ThemeName } from './palettes'

const invisible = '#00000000'

/** Monaco's own parts in the colours of a palette. The text and its marks are drawn by editor.css. */
export function monacoTheme(name: ThemeName): editor.IStandaloneThemeData {
  const palette: Palette = palettes[name]
  return {
    base: schemeOf(name) === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [],
    colors: {
      'editor.background': palette.page,
      'editor.foreground': palette.ink,
      'editorCursor.foreground': palette.accent,
      'editorMultiCursor.primary.foreground': palette.accent,
      'editorMultiCursor.secondary.foreground': palette.accent,
      'editor.selectionBackground': palette.selection,
      'editor.inactiveSelectionBackground': `${palette.selection}99`,
      'editor.findMatchBackground': `${palette.accent}66`,
      'editor.findMatchHighlightBackground': `${palette.accent}2e`,
      'editor.findRangeHighlightBackground': invisible,
      'editor.rangeHighlightBackground': invisible,
      'editorWidget.background': palette.surface,
      'editorWidget.foreground': palette.ink,
      'editorWidget.border': palette.line,
      'widget.shadow': '#00000029',
      'input.background': palette.page,
      'input.foreground': palette.ink,
      'input.border': palette.edge,
      'input.placeholderForeground': palette.muted,
      'inputOption.activeBackground': palette.hover,
      'inputOption.activeBorder': palette.edge,
      'inputOption.activeForeground': palette.ink,
      'icon.foreground': palette.muted,
      'toolbar.hoverBackground': palette.hover,
      focusBorder: palette.accent,
      ...(name.startsWith('contrast') ? { contrastBorder: palette.edge } : {}),
      'scrollbar.shadow': invisible,
      'scrollbarSlider.background': `${palette.ink}24`,
      'scrollbarSlider.hoverBackground': `${palette.ink}42`,
      'scrollbarSlider.activeBackground': `${palette.ink}5c`
    }
  }
}
