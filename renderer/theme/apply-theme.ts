import type { Settings } from '../../main/ipc/contract'
import { cssVariables, palettes, type ThemeName } from './palettes'

/** The theme that a setting asks for. */
export function resolveTheme(setting: Settings['theme'], systemIsDark: boolean): ThemeName {
  if (setting === 'system') return systemIsDark ? 'dark' : 'light'
  return setting
}

/** Puts a theme on the page. */
export function applyTheme(name: ThemeName, root: HTMLElement): void {
  for (const [variable, colour] of Object.entries(cssVariables(palettes[name]))) {
    root.style.setProperty(variable, colour)
  }
  root.style.colorScheme = name
  root.dataset['theme'] = name
}
