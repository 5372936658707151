import type { Settings } from '../../main/ipc/contract'
import type { App } from './app.svelte'
import type { CommandAction } from './commands.svelte'
import type { ProseCommandId } from './prose-commands'

/** The factors that zooming goes through. */
const zooms = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3]

/** The next factor above (1) or below (-1). */
export function nextZoom(zoom: number, by: 1 | -1): number {
  const found = by > 0 ? zooms.find((to) => to > zoom + 0.001) : zooms.findLast((to) => to < zoom - 0.001)
  return found ?? zoom
}

/** What the prose commands do. */
export function proseActions(app: App): Readonly<Record<ProseCommandId, CommandAction>> {
  const { document, editor, preferences, spelling, workspace } = app
  const always = (run: () => void): CommandAction => ({ enabled: () => true, run })
  const change = (of: (settings: Settings) => Partial<Settings>) =>
    always(() => preferences.change(of(preferences.settings)))
  const theme = (to: Settings['theme']) => change(() => ({ theme: to }))
  const focus = (to: Settings['focus']) => change((now) => ({ focus: now.focus === to ? 'off' : to }))
  const type = (by: number) =>
    change(({ fontSize }) => ({ fontSize: Math.min(40, Math.max(12, fontSize + by)) }))
  const several = (): boolean => document.entries.length > 1
  return {
    replace: always(() => editor.prose.search('replace')),
    'find-next': always(() => editor.prose.search('find-next')),
    'find-previous': always(() => editor.prose.search('find-previous')),
    paste: always(() => app.paste()),
    documents: always(() => workspace.toggleSide('documents')),
    recent: always(() => workspace.showRecent()),
    'clear-recent': { enabled: () => app.recent.list.length > 0, run: () => app.recent.clear() },
    close: always(() => void document.close()),
    'next-document': { enabled: several, run: () => document.turn(1) },
    'previous-document': { enabled: several, run: () => document.turn(-1) },
    'spelling-suggestions': {
      enabled: () => spelling.atCaret() !== null,
      run: () => void app.suggestSpelling()
    },
    'next-misspelling': {
      enabled: () => preferences.settings.spelling !== 'off',
      run: () => {
        if (!spelling.next()) app.notes.tell('info', 'No misspelled word is in view.')
      }
    },
    'spelling-off': change(() => ({ spelling: 'off' })),
    'spelling-american': change(() => ({ spelling: 'american' })),
    'spelling-british': change(() => ({ spelling: 'british' })),
    outline: always(() => workspace.toggleSide('outline')),
    preview: always(() => workspace.toggleBeside('preview')),
    look: always(() => workspace.toggleBeside('look')),
    'focus-mode': focus('paragraph'),
    'focus-sentence': focus('sentence'),
    'typewriter-mode': change(({ typewriter }) => ({ typewriter: !typewriter })),
    counts: always(() => (app.popover = { name: 'counts' })),
    'zoom-in': change(({ zoom }) => ({ zoom: nextZoom(zoom, 1) })),
    'zoom-out': change(({ zoom }) => ({ zoom: nextZoom(zoom, -1) })),
    'zoom-reset': change(() => ({ zoom: 1 })),
    'larger-type': type(1),
    'smaller-type': type(-1),
    'theme-system': theme('system'),
    'theme-light': theme('light'),
    'theme-dark': theme('dark'),
    'theme-sepia': theme('sepia'),
    'theme-contrast': theme('contrast'),
    'toggle-markdown': change(({ markdown }) => ({ markdown: !markdown })),
    'toggle-smart-punctuation': change(({ smartPunctuation }) => ({ smartPunctuation: !smartPunctuation }))
  }
}
