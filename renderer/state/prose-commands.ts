import type { Command } from '../../main/ipc/contract'
import type { Shortcut } from './shortcuts'

export type ProseCommandId =
  | Extract<
      Command,
      | 'replace'
      | 'find-next'
      | 'find-previous'
      | 'look'
      | 'zoom-in'
      | 'zoom-out'
      | 'zoom-reset'
      | 'focus-mode'
      | 'typewriter-mode'
      | 'outline'
      | 'preview'
      | 'next-misspelling'
      | 'close'
      | 'next-document'
      | 'previous-document'
      | 'documents'
      | 'recent'
    >
  | 'focus-sentence'
  | 'counts'
  | 'toggle-markdown'
  | 'toggle-smart-punctuation'
  | 'theme-system'
  | 'theme-light'
  | 'theme-dark'
  | 'theme-sepia'
  | 'theme-contrast'
  | 'larger-type'
  | 'smaller-type'
  | 'paste'
  | 'clear-recent'
  | 'spelling-suggestions'
  | 'spelling-off'
  | 'spelling-american'
  | 'spelling-british'

interface Entry {
  readonly id: ProseCommandId
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

/** The commands for reading and writing prose, in the order of the palette. */
export const proseCommandList: readonly Entry[] = [
  {
    id: 'replace',
    title: 'Find and replace',
    shortcuts: [
      { mod: true, key: 'h' },
      { mod: true, alt: true, code: 'KeyF' }
    ]
  },
  { id: 'find-next', title: 'Find next', shortcuts: [{ key: 'f3' }] },
  { id: 'find-previous', title: 'Find previous', shortcuts: [{ shift: true, key: 'f3' }] },
  { id: 'paste', title: 'Paste', shortcuts: [] },
  { id: 'documents', title: 'Open documents', shortcuts: [{ mod: true, shift: true, key: 'e' }] },
  { id: 'recent', title: 'Recent files', shortcuts: [{ mod: true, key: 'r' }] },
  { id: 'clear-recent', title: 'Clear the list of recent files', shortcuts: [] },
  { id: 'close', title: 'Close the document', shortcuts: [{ mod: true, key: 'w' }] },
  {
    id: 'next-document',
    title: 'Next document',
    shortcuts: [
      { mod: true, key: 'tab' },
      { mod: true, key: 'pagedown' }
    ]
  },
  {
    id: 'previous-document',
    title: 'Previous document',
    shortcuts: [
      { mod: true, shift: true, key: 'tab' },
      { mod: true, key: 'pageup' }
    ]
  },
  { id: 'outline', title: 'Outline', shortcuts: [{ mod: true, shift: true, key: 'o' }] },
  { id: 'preview', title: 'Preview of the Markdown', shortcuts: [{ mod: true, shift: true, key: 'v' }] },
  { id: 'look', title: 'Text and appearance', shortcuts: [{ mod: true, key: ',' }] },
  { id: 'focus-mode', title: 'Focus on the paragraph', shortcuts: [{ key: 'f8' }] },
  { id: 'focus-sentence', title: 'Focus on the sentence', shortcuts: [{ shift: true, key: 'f8' }] },
  { id: 'typewriter-mode', title: 'Typewriter mode', shortcuts: [{ key: 'f9' }] },
  { id: 'counts', title: 'Count words, sentences and reading time', shortcuts: [{ shift: true, key: 'f9' }] },
  {
    id: 'spelling-suggestions',
    title: 'Suggestions for the misspelled word',
    shortcuts: [{ mod: true, key: '.' }]
  },
  { id: 'next-misspelling', title: 'Next misspelled word', shortcuts: [{ key: 'f7' }] },
  { id: 'spelling-american', title: 'Check spelling: American English', shortcuts: [] },
  { id: 'spelling-british', title: 'Check spelling: British English', shortcuts: [] },
  { id: 'spelling-off', title: 'Do not check spelling', shortcuts: [] },
  {
    id: 'zoom-in',
    title: 'Zoom in',
    shortcuts: [
      { mod: true, key: '=' },
      { mod: true, key: '+' },
      { mod: true, shift: true, key: '+' }
    ]
  },
  { id: 'zoom-out', title: 'Zoom out', shortcuts: [{ mod: true, key: '-' }] },
  { id: 'zoom-reset', title: 'Zoom to 100 %', shortcuts: [{ mod: true, key: '0' }] },
  { id: 'larger-type', title: 'Larger type', shortcuts: [{ mod: true, alt: true, code: 'ArrowUp' }] },
  { id: 'smaller-type', title: 'Smaller type', shortcuts: [{ mod: true, alt: true, code: 'ArrowDown' }] },
  { id: 'theme-system', title: 'Theme: as the system', shortcuts: [] },
  { id: 'theme-light', title: 'Theme: light', shortcuts: [] },
  { id: 'theme-dark', title: 'Theme: dark', shortcuts: [] },
  { id: 'theme-sepia', title: 'Theme: sepia', shortcuts: [] },
  { id: 'theme-contrast', title: 'Theme: high contrast', shortcuts: [] },
  {
    id: 'toggle-markdown',
    title: 'Style Markdown, or show it plain',
    shortcuts: [{ mod: true, alt: true, code: 'KeyM' }]
  },
  {
    id: 'toggle-smart-punctuation',
    title: 'Smart punctuation on or off',
    shortcuts: [{ mod: true, alt: true, code: 'Quote' }]
  }
]
