import { commandList, type CommandId } from '../state/command-list'

/** A piece of a text: words, or a command in whose place its shortcut is written. */
export type TextPart = { readonly text: string } | { readonly command: CommandId }

/**
 * Parts a text at the commands that it names as `{command}`, so that no shortcut is written twice.
 *
 * @throws {Error} for a command that does not exist
 */
export function partsOf(text: string): readonly TextPart[] {
  return text.split(/(\{[a-z-]+\})/u).flatMap((piece): readonly TextPart[] => {
    if (piece === '') return []
    if (!piece.startsWith('{')) return [{ text: piece }]
    const entry = commandList.find(({ id }) => `{${id}}` === piece)
    if (!entry) throw new Error(`There is no command ${piece}.`)
    return [{ command: entry.id }]
  })
}

/** The text with the shortcuts in it; `shortcut` writes one. A command without one is known by its title. */
export function withShortcuts(text: string, shortcut: (id: CommandId) => string): string {
  return partsOf(text)
    .map((part) => ('text' in part ? part.text : shortcut(part.command)))
    .join('')
}
