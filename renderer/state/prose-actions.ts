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
  const { editor, preferences, workspace } = app
  const always = (run: () => void): CommandAction => ({ enabled: () => true, run })
  const change = (of: (settings: Settings) => Partial<Settings>) =>
    always(() => preferences.change(of(preferences.settings)))
  const theme = (to: Settings['theme']) => change(() => ({ theme: to }))
  const focus = (to: Settings['focus']) => change((now) => ({ focus: now.focus === to ? 'off' : to }))
  const type = (by: number) =>
    change(({ fontSize }) => ({ fontSize: Math.min(40, Math.max(12, fontSize + by)) }))
  return {
    replace: always(() => editor.prose.search('replace')),
    'find-next': always(() => editor.prose.search('find-next')),
    'find-previous': always(() => editor.prose.search('find-previous')),
    paste: always(() => app.paste()),
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
