import type { MenuItemConstructorOptions } from 'electron'
import type { Command } from '../ipc/contract'

export interface MenuActions {
  readonly send: (command: Command) => void
  readonly showLogs: () => void
  readonly openRecent: (path: string) => void
  readonly clearRecent: () => void
}

export interface MenuOptions {
  readonly platform: NodeJS.Platform
  /** Adds the items that only developers need. */
  readonly isDevelopment: boolean
  /** The latest first. */
  readonly recent: readonly { readonly path: string; readonly name: string }[]
  readonly actions: MenuActions
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** The application menu. Items that act on the text send a command to the page, which alone knows whether it applies. */
export function menuTemplate({
  platform,
  isDevelopment,
  recent,
  actions
}: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const item = (label: string, command: Command, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => actions.send(command),
    ...(accelerator === undefined ? {} : { accelerator })
  })

  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        item('&New', 'new', 'CmdOrCtrl+N'),
        item('&Open…', 'open', 'CmdOrCtrl+O'),
        {
          label: 'Open &Recent',
          submenu: [
            ...recent.map(({ path, name }) => ({
              // An ampersand would underline the letter behind it.
              label: name.replaceAll('&', '&&'),
              toolTip: path,
              click: () => actions.openRecent(path)
            })),
            ...(recent.length > 0 ? [separator] : []),
            item('&Show All', 'recent', 'CmdOrCtrl+R'),
            { label: '&Clear List', enabled: recent.length > 0, click: actions.clearRecent }
          ]
        },
        item('&Close Document', 'close', 'CmdOrCtrl+W'),
        separator,
        item('&Save', 'save', 'CmdOrCtrl+S'),
        item('Save &As…', 'save-as', 'CmdOrCtrl+Shift+S'),
        separator,
        isMac ? { role: 'close', accelerator: 'Cmd+Shift+W' } : { role: 'quit' }
      ]
    },
    {
      label: '&Edit',
      submenu: [
        // Not the roles: undo belongs to the text model, also when a button has the focus.
        item('&Undo', 'undo', 'CmdOrCtrl+Z'),
        item('&Redo', 'redo', isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        item('&Find', 'find', 'CmdOrCtrl+F'),
        item('Find and R&eplace', 'replace', isMac ? 'Cmd+Alt+F' : 'Ctrl+H'),
        item('Find &Next', 'find-next', 'F3'),
        item('Find &Previous', 'find-previous', 'Shift+F3'),
        separator,
        item('Next &Misspelled Word', 'next-misspelling', 'F7')
      ]
    },
    {
      label: 'Fi&ll',
      submenu: [
        item('&Regenerate', 'regenerate', 'CmdOrCtrl+Enter'),
        // Escape is the page's: it means different things in a menu, a search box and a running fill.
        item('&Stop', 'stop'),
        separator,
        item('&Accept', 'accept'),
        item('&Discard', 'discard'),
        separator,
        item('&Mark Region', 'mark-region'),
        item('&Clear Region', 'clear-region'),
        item('&Lock or Unlock', 'toggle-lock', 'CmdOrCtrl+L'),
        item('Insert &Gap…', 'insert-gap', 'CmdOrCtrl+Shift+G')
      ]
    },
    {
      label: '&View',
      submenu: [
        item('&Command Palette', 'palette', 'CmdOrCtrl+Shift+P'),
        // An item has one accelerator; this one is never seen.
        { ...item('Command Palette', 'palette', 'F1'), visible: false, acceleratorWorksWhenHidden: true },
        separator,
        item('Light or Dark &Theme', 'toggle-theme'),
        separator,
        item('Te&xt and Appearance', 'look', 'CmdOrCtrl+,'),
        item('&Outline', 'outline', 'CmdOrCtrl+Shift+O'),
        item('Pre&view', 'preview', 'CmdOrCtrl+Shift+V'),
        item('&History of Fills', 'history', 'CmdOrCtrl+Shift+H'),
        item('&Authorship', 'authorship', 'CmdOrCtrl+Shift+A'),
        item('&Focus Mode', 'focus-mode', 'F8'),
        item('T&ypewriter Mode', 'typewriter-mode', 'F9'),
        separator,
        item('Zoom &In', 'zoom-in', 'CmdOrCtrl+='),
        item('Zoom O&ut', 'zoom-out', 'CmdOrCtrl+-'),
        item('Zoom to 100 %', 'zoom-reset', 'CmdOrCtrl+0'),
        { role: 'togglefullscreen' },
        ...(isDevelopment
          ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }]
          : [])
      ]
    },
    {
      label: '&Documents',
      submenu: [
        item('&Show Documents', 'documents', 'CmdOrCtrl+Shift+E'),
        item('&Next Document', 'next-document', 'Ctrl+Tab'),
        item('&Previous Document', 'previous-document', 'Ctrl+Shift+Tab')
      ]
    },
    { role: 'windowMenu', label: '&Window' },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        item('&Lacuna Help', 'help', 'Shift+F1'),
        item('Take the &Tour', 'take-tour'),
        separator,
        item('&Speed of This Machine', 'speed'),
        { label: 'Show &Logs', click: actions.showLogs },
        ...(isMac ? [] : [{ role: 'about' as const, label: '&About Lacuna' }])
      ]
    }
  ]
}
