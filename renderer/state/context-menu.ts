import type { ProseWord } from '../editor/prose-port'
import type { App } from './app.svelte'
import type { CommandId } from './command-list'

export interface MenuEntry {
  readonly title: string
  readonly shortcut: string
  readonly run: () => void
}

/** A misspelled word, and what may be meant by it. */
export interface Misspelled {
  readonly word: ProseWord
  readonly suggestions: readonly string[]
}

/** What can be done about a misspelled word. */
export function spellingMenu({ spelling }: App, { word, suggestions }: Misspelled): readonly MenuEntry[] {
  return [
    ...suggestions.map((text) => ({ title: text, shortcut: '', run: () => spelling.replace(word, text) })),
    { title: `Add “${word.text}” to the dictionary`, shortcut: '', run: () => spelling.add(word.text) }
  ]
}

const listed: readonly CommandId[] = [
  'regenerate',
  'accept',
  'discard',
  'stop',
  'accept-words',
  'word-alternatives',
  'continue-fill',
  'toggle-lock',
  'lock-facts',
  'mark-region',
  'clear-region',
  'insert-gap'
]

/** What can be done at this place of the text now. */
export function contextMenu({ commands, editor, text }: App): readonly MenuEntry[] {
  const own = listed
    .filter((id) => commands.enabled(id))
    .map((id) => ({
      title: commands.title(id),
      shortcut: commands.shortcut(id),
      run: () => commands.run(id)
    }))
  const key = (letter: string) => (commands.platform === 'darwin' ? `⌘${letter}` : `Ctrl+${letter}`)
  const hasSelection = text.selectedRanges.length > 0
  const taking = [
    { title: 'Cut', shortcut: key('X'), run: () => editor.clipboard('cut') },
    { title: 'Copy', shortcut: key('C'), run: () => editor.clipboard('copy') }
  ]
  const paste = { title: commands.title('paste'), shortcut: key('V'), run: () => commands.run('paste') }
  return [...own, ...(hasSelection ? taking : []), paste]
}
