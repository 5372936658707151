/** A key with its modifiers. `mod` is Command on macOS, Control elsewhere. `key` as in KeyboardEvent.key, lower case; `code` where the layout must not matter. */
export interface Shortcut {
  readonly mod?: true
  readonly shift?: true
  readonly alt?: true
  readonly key?: string
  readonly code?: string
}

export type Platform = 'darwin' | 'win32' | 'linux'

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'isComposing'
>

export function matchesShortcut(press: KeyPress, shortcut: Shortcut, platform: Platform): boolean {
  if (press.isComposing) return false
  const mod = platform === 'darwin' ? press.metaKey : press.ctrlKey
  const foreign = platform === 'darwin' ? press.ctrlKey : press.metaKey
  return (
    !foreign &&
    mod === (shortcut.mod === true) &&
    press.shiftKey === (shortcut.shift === true) &&
    press.altKey === (shortcut.alt === true) &&
    (shortcut.code === undefined ? press.key.toLowerCase() === shortcut.key : press.code === shortcut.code)
  )
}

const names: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  BracketLeft: '[',
  BracketRight: ']',
  Period: '.',
  Comma: ',',
  KeyL: 'L',
  KeyF: 'F',
  KeyM: 'M',
  KeyZ: 'Z',
  Quote: "'",
  ArrowUp: '↑',
  ArrowDown: '↓',
  tab: 'Tab'
}

const macNames: Readonly<Record<string, string>> = { ...names, enter: '↩' }

/** As it is written on the keys: `Ctrl+Shift+P`, `⇧⌘P`. */
export function formatShortcut(shortcut: Shortcut, platform: Platform): string {
  const mac = platform === 'darwin'
  const key = shortcut.code ?? shortcut.key ?? ''
  const name = (mac ? macNames : names)[key] ?? key.toUpperCase()
  const parts = [
    shortcut.mod && !mac && 'Ctrl',
    shortcut.alt && (mac ? '⌥' : 'Alt'),
    shortcut.shift && (mac ? '⇧' : 'Shift'),
    shortcut.mod && mac && '⌘',
    name
  ]
  return parts.filter((part) => typeof part === 'string').join(mac ? '' : '+')
}

/** As `aria-keyshortcuts` wants it. */
export function ariaShortcut(shortcut: Shortcut, platform: Platform): string {
  const key = shortcut.code ? (names[shortcut.code] ?? shortcut.code) : (shortcut.key ?? '')
  const written = key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1)
  return [
    shortcut.mod && (platform === 'darwin' ? 'Meta' : 'Control'),
    shortcut.alt && 'Alt',
    shortcut.shift && 'Shift',
    written
  ]
    .filter((part) => typeof part === 'string')
    .join('+')
}
