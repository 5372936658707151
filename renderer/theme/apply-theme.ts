import type { Settings } from '../../main/ipc/contract'
import { cssVariables, palettes, schemeOf, type ThemeName } from './palettes'

/** What the desktop asks for. */
export interface SystemTheme {
  readonly dark: boolean
  readonly contrast: boolean
}

/** The theme that a setting asks for. */
export function resolveTheme(setting: Settings['theme'], system: SystemTheme): ThemeName {
  const scheme = system.dark ? 'dark' : 'light'
  if (setting === 'contrast' || (setting === 'system' && system.contrast)) return `contrast-${scheme}`
  return setting === 'system' ? scheme : setting
}

/** Puts a theme on the page. */
export function applyTheme(name: ThemeName, root: HTMLElement): void {
  for (const [variable, colour] of Object.entries(cssVariables(palettes[name]))) {
    root.style.setProperty(variable, colour)
  }
  root.style.colorScheme = schemeOf(name)
  root.dataset['theme'] = name
}

/** Tells what the desktop asks for, now and after each change, until the returned function is called. */
export function followSystemTheme(listener: (system: SystemTheme) => void): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const contrast = window.matchMedia('(prefers-contrast: more)')
  const tell = () => listener({ dark: dark.matches, contrast: contrast.matches })
  tell()
  dark.addEventListener('change', tell)
  contrast.addEventListener('change', tell)
  return () => {
    dark.removeEventListener('change', tell)
    contrast.removeEventListener('change', tell)
  }
}
