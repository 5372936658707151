import type { Command } from '../../main/ipc/contract'
import { diskCommandList, type DiskCommandId } from './disk-commands'
import { fillCommandList, type FillCommandId } from './fill-commands'
import { historyCommandList, type HistoryCommandId } from './history-commands'
import { proseCommandList, type ProseCommandId } from './prose-commands'
import type { Shortcut } from './shortcuts'

export type CommandId =
  | Command
  | 'show-marks'
  | 'undo-all'
  | 'redo-all'
  | 'next-tour-step'
  | 'end-tour'
  | ProseCommandId
  | DiskCommandId
  | FillCommandId
  | HistoryCommandId

/** Something the writer can do: found in the palette, on buttons and menus, and under its shortcuts. */
export interface CommandEntry {
  readonly id: CommandId
  readonly title: string
  /** The first is the one that is shown. */
  readonly shortcuts: readonly Shortcut[]
  /** Its shortcut counts only while the text has the focus: elsewhere the key has a meaning of its own. */
  readonly inTextOnly?: true
}

/** All commands in the order of the palette. Of two with one shortcut, the first that is enabled takes it. */
export const commandList: readonly CommandEntry[] = [
  { id: 'regenerate', title: 'Regenerate', shortcuts: [{ mod: true, key: 'enter' }] },
  { id: 'stop', title: 'Stop', shortcuts: [{ key: 'escape' }] },
  { id: 'accept', title: 'Accept the proposal', shortcuts: [{ alt: true, key: 'enter' }] },
  { id: 'discard', title: 'Discard the proposal', shortcuts: [{ key: 'escape' }] },
  ...fillCommandList,
  ...historyCommandList,
  {
    id: 'mark-region',
    title: 'Mark the selection as a region',
    shortcuts: [{ mod: true, shift: true, key: 'm' }]
  },
  { id: 'clear-region', title: 'Clear regions', shortcuts: [{ mod: true, shift: true, key: 'u' }] },
  { id: 'toggle-lock', title: 'Lock or unlock the selection', shortcuts: [{ mod: true, key: 'l' }] },
  { id: 'insert-gap', title: 'Insert a gap', shortcuts: [{ mod: true, shift: true, key: 'g' }] },
  { id: 'show-marks', title: 'Show regions and locks', shortcuts: [{ mod: true, shift: true, key: 'l' }] },
  { id: 'new', title: 'New document', shortcuts: [{ mod: true, key: 'n' }] },
  { id: 'open', title: 'Open a document', shortcuts: [{ mod: true, key: 'o' }] },
  { id: 'save', title: 'Save', shortcuts: [{ mod: true, key: 's' }] },
  { id: 'save-as', title: 'Save as', shortcuts: [{ mod: true, shift: true, key: 's' }] },
  { id: 'undo', title: 'Undo', shortcuts: [{ mod: true, key: 'z' }], inTextOnly: true },
  {
    id: 'redo',
    title: 'Redo',
    shortcuts: [
      { mod: true, shift: true, key: 'z' },
      { mod: true, key: 'y' }
    ],
    inTextOnly: true
  },
  { id: 'undo-all', title: 'Undo everything', shortcuts: [{ mod: true, alt: true, code: 'KeyZ' }] },
  {
    id: 'redo-all',
    title: 'Redo everything',
    shortcuts: [{ mod: true, alt: true, shift: true, code: 'KeyZ' }]
  },
  { id: 'find', title: 'Find in the text', shortcuts: [{ mod: true, key: 'f' }] },
  ...diskCommandList,
  ...proseCommandList,
  { id: 'toggle-theme', title: 'Light or dark theme', shortcuts: [] },
  { id: 'speed', title: 'Speed of this machine', shortcuts: [] },
  { id: 'help', title: 'Help', shortcuts: [{ shift: true, key: 'f1' }] },
  { id: 'take-tour', title: 'Take the tour', shortcuts: [] },
  { id: 'next-tour-step', title: 'Next step of the tour', shortcuts: [] },
  { id: 'end-tour', title: 'Leave the tour', shortcuts: [{ key: 'escape' }] },
  { id: 'palette', title: 'Commands', shortcuts: [{ mod: true, shift: true, key: 'p' }, { key: 'f1' }] }
]

/** The commands whose title holds all words of the query, in any order; those it begins first. */
export function searchCommands<Entry extends { readonly title: string }>(
  entries: readonly Entry[],
  query: string
): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  const found = entries.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
  const first = words[0] ?? ''
  const rank = ({ title }: Entry): number => (title.toLowerCase().startsWith(first) ? 0 : 1)
  return [...found].sort((a, b) => rank(a) - rank(b))
}
