import type { App } from './app.svelte'
import type { CommandId } from './command-list'

interface MenuEntry {
  readonly title: string
  readonly shortcut: string
  readonly run: () => void
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
