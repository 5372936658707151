import type { NativeTheme } from 'electron'
import type { Settings } from '../ipc/contract'

/** What menus, dialogs and scroll bars of the system are to look like; the page draws its own themes. */
export function themeSource(theme: Settings['theme']): NativeTheme['themeSource'] {
  switch (theme) {
    case 'light':
    case 'sepia':
      return 'light'
    case 'dark':
      return 'dark'
    case 'system':
    case 'contrast':
      return 'system'
  }
}
