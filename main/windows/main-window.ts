import { BrowserWindow, nativeTheme, screen } from 'electron'
import { boundsOnScreens, type WindowPlace } from './window-place'

export interface MainWindowOptions {
  readonly preload: string
  readonly icon: string
  /** What it shows: our own page, or that of the development server. */
  readonly page: string
  /** Where the window stood the last time. */
  readonly place: WindowPlace | null
  /** Where it stands when it is asked to close. */
  readonly onPlace: (place: WindowPlace) => void
  /** Asked on each attempt to close. */
  readonly mayClose: () => boolean
  readonly allowDeveloperTools: boolean
  /** It stands on the screen. */
  readonly onShown: () => void
  /** It has a new page, the first one or the same one loaded again, which has asked for nothing yet. */
  readonly onNewPage: () => void
  /** The process of its page ended unexpectedly; the page is loaded again. */
  readonly onPageCrashed: (reason: string) => void
  /** It crashed again at once, so the window gave up. */
  readonly onPageLost: () => void
  readonly onClosed: () => void
}

/** Page colours of the two themes, as in renderer/theme, so that no white flashes before the page is there. */
const background = { light: '#fbf9f5', dark: '#191817' }

/** A page that crashes twice within so many milliseconds would crash for ever. */
const crashPause = 10_000

/** Opens the window. The page in it is sandboxed and knows nothing but the bridge of the preload. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const { place } = options
  const window = new BrowserWindow({
    ...(boundsOnScreens(place, workAreas) ?? { width: 1180, height: 820 }),
    minWidth: 640,
    minHeight: 420,
    show: false,
    title: 'Lacuna',
    backgroundColor: currentBackground(),
    // macOS and Windows take it from the program itself.
    ...(process.platform === 'linux' ? { icon: options.icon } : {}),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      devTools: options.allowDeveloperTools
    }
  })

  window.once('ready-to-show', () => {
    if (place?.maximized === true) window.maximize()
    window.show()
    options.onShown()
  })
  window.on('close', (event) => {
    if (!options.mayClose()) event.preventDefault()
    options.onPlace({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  })
  // The title says whose document it is; the page has no say in it.
  window.on('page-title-updated', (event) => event.preventDefault())
  const followTheme = () => window.setBackgroundColor(currentBackground())
  nativeTheme.on('updated', followTheme)
  window.on('closed', () => {
    nativeTheme.removeListener('updated', followTheme)
    options.onClosed()
  })

  window.webContents.on('did-navigate', options.onNewPage)
  let lastCrash = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    options.onPageCrashed(reason)
    const now = performance.now()
    if (now - lastCrash < crashPause) {
      options.onPageLost()
      return
    }
    lastCrash = now
    window.webContents.reload()
  })
  void window.loadURL(options.page)
  return window
}

/** `• story.md – Lacuna`; macOS shows unsaved changes in its own way. */
export function showTitle(window: BrowserWindow, name: string, edited: boolean): void {
  const isMac = process.platform === 'darwin'
  window.setTitle(`${edited && !isMac ? '• ' : ''}${name} – Lacuna`)
  window.setDocumentEdited(edited)
}

function currentBackground(): string {
  return nativeTheme.shouldUseDarkColors ? background.dark : background.light
}
