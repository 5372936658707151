import type { App } from './app.svelte'
import type { CommandAction } from './commands.svelte'
import type { Shortcut } from './shortcuts'

export type HistoryCommandId =
  | 'history'
  | 'previous-version'
  | 'next-version'
  | 'authorship'
  | 'toggle-authors'
  | 'export-annotated'
  | 'export-authorship'
  | 'export-history'

interface Entry {
  readonly id: HistoryCommandId
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

/** The commands around how a text came to be, in the order of the palette. */
export const historyCommandList: readonly Entry[] = [
  { id: 'history', title: 'History of fills', shortcuts: [{ mod: true, shift: true, key: 'h' }] },
  {
    id: 'previous-version',
    title: 'Previous version of this passage',
    shortcuts: [{ alt: true, shift: true, code: 'Comma' }]
  },
  {
    id: 'next-version',
    title: 'Next version of this passage',
    shortcuts: [{ alt: true, shift: true, code: 'Period' }]
  },
  {
    id: 'authorship',
    title: 'Authorship: who wrote how much',
    shortcuts: [{ mod: true, shift: true, key: 'a' }]
  },
  { id: 'toggle-authors', title: 'Underline what was generated or pasted, or do not', shortcuts: [] },
  { id: 'export-annotated', title: 'Export with authorship', shortcuts: [] },
  { id: 'export-authorship', title: 'Export authorship as JSON', shortcuts: [] },
  { id: 'export-history', title: 'Export history as JSON', shortcuts: [] }
]

/** What the commands around how a text came to be do. */
export function historyActions({
  history,
  preferences,
  text,
  workspace
}: App): Readonly<Record<HistoryCommandId, CommandAction>> {
  const always = (run: () => void): CommandAction => ({ enabled: () => true, run })
  const step = (by: 1 | -1): CommandAction => ({
    enabled: () => history.canStep,
    run: () => history.step(by)
  })
  return {
    history: always(() => workspace.toggleBeside('history')),
    'previous-version': step(-1),
    'next-version': step(1),
    authorship: always(() => workspace.toggleBeside('authorship')),
    'toggle-authors': always(() => preferences.change({ showsAuthors: !preferences.settings.showsAuthors })),
    'export-annotated': always(() => history.export('annotated')),
    'export-authorship': always(() => history.export('authorship')),
    'export-history': { enabled: () => text.companion.runs.length > 0, run: () => history.export('history') }
  }
}
