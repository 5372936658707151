import { Menu, app, clipboard, dialog, ipcMain, nativeTheme, shell } from 'electron'
import type { BrowserWindow } from 'electron'
import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { watchFile } from './documents/disk-watch'
import { DocumentStore } from './documents/document-store'
import { exportName, writeExport } from './documents/export-file'
import { firstDocument, openSample } from './documents/first-document'
import { createRecentFiles, type RecentFiles } from './documents/recent-files'
import { createJournal } from './documents/journal'
import { electronProcess } from './inference/electron-process'
import { InferenceHost } from './inference/host'
import { AppError } from './ipc/app-error'
import { createEventQueue } from './ipc/event-queue'
import { eventTransport } from './ipc/names'
import { createRequestRouter } from './ipc/request-router'
import type { Log } from './log'
import { createRequestHandlers } from './request-handlers'
import type { ResourcePaths } from './resource-paths'
import { createPersonalWords, type PersonalWords } from './settings/personal-words'
import type { Remembered } from './settings/remembered'
import type { SettingsStore } from './settings/settings-store'
import { createSpeedKeeper } from './settings/speed-keeper'
import { appPage } from './windows/app-protocol'
import { createCloseGuard } from './windows/close-guard'
import type { CloseGuard } from './windows/close-guard'
import { createDialogs } from './windows/dialogs'
import { serveRequests } from './windows/ipc-server'
import { openMainWindow, showTitle } from './windows/main-window'
import { menuTemplate } from './windows/menu-template'
import { themeSource } from './windows/theme-source'

export interface ApplicationOptions {
  readonly log: Log
  readonly settings: SettingsStore
  readonly remembered: Remembered
  readonly resources: ResourcePaths
  readonly userData: string
  /** Address of the development server; undefined in a packaged app. */
  readonly developmentServer: string | undefined
  /** The file to begin with; null for none. */
  readonly file: string | null
}

/** Makes the parts of the program, connects them to Electron and to each other, and follows the life of window and app. */
export class Application {
  #window: BrowserWindow | null = null
  #closeGuard: CloseGuard = this.#newCloseGuard()
  /** What the page is to show first when it asks. */
  #wantedFile: string | null
  /** The page has asked for its first document. */
  #pageHasStarted = false
  #isQuitting = false
  #hasEnded = false
  #placeKept: Promise<void> = Promise.resolve()
  /** The end of the cleaning up after the window that was closed last. */
  #closing: Promise<unknown> = Promise.resolve()
  readonly #dialogs = createDialogs(app, dialog, () => this.#window)
  readonly #events = createEventQueue((name, payload) => {
    this.#window?.webContents.send(eventTransport, name, payload)
  })
  readonly #recent: RecentFiles
  readonly #words: PersonalWords
  readonly #documents: DocumentStore
  readonly #inference: InferenceHost

  constructor(private readonly options: ApplicationOptions) {
    const { log, userData, file, remembered } = options
    this.#recent = createRecentFiles(
      remembered.recentFiles,
      () => this.#showRecent(),
      (error) => log.error('remembering recent files', error)
    )
    this.#words = createPersonalWords(remembered.personalWords)
    this.#wantedFile = file
    this.#documents = new DocumentStore({
      journal: createJournal(join(userData, 'journal')),
      dialogs: this.#dialogs,
      createId: randomUUID,
      now: Date.now,
      watch: watchFile,
      onChangedOnDisk: (id) => this.#events.send('document:changed-on-disk', { id }),
      onFile: (path) => this.#recent.add(path),
      onTrouble: (context, error) => log.error(context, error)
    })
    this.#inference = new InferenceHost({
      spawn: electronProcess(join(__dirname, 'inference.js'), !app.isPackaged),
      modelFolder: options.resources.modelFolder,
      cacheFolder: options.resources.cacheFolder,
      timers: { after: afterPause },
      onStatus: (status) => {
        if (status.state !== 'preparing') log.info(`inference: ${status.state}`)
        this.#events.send('inference:status', status)
      },
      report: (event) => log.error(event)
    })
    this.#serveRequests()
    this.#setMenu()
    this.#followApp()
  }

  openWindow(): void {
    const { log, resources, developmentServer, remembered } = this.options
    const { windowPlace } = remembered
    this.#closeGuard = this.#newCloseGuard()
    this.#window = openMainWindow({
      preload: join(__dirname, '../preload/index.js'),
      icon: resources.icon,
      page: developmentServer ?? appPage,
      place: windowPlace.current,
      onPlace: (place) => {
        // Nothing is lost but the place when this cannot be written.
        this.#placeKept = windowPlace.set(place).catch(() => undefined)
      },
      mayClose: () => this.#closeGuard.mayClose(),
      allowDeveloperTools: !app.isPackaged,
      onShown: () => this.#inference.start(),
      onNewPage: () => {
        this.#awaitPage()
        this.#window?.webContents.setZoomFactor(this.options.settings.current.zoom)
      },
      onPageCrashed: (reason) => {
        log.error(`the page ended: ${reason}`)
        // Its unsaved work is in the journal, and the page that is loaded now will bring it back.
        this.#wantedFile = this.#documents.reset()
        this.#closeGuard.setEdited(false, '')
      },
      onPageLost: () => void this.#endWithLostPage(),
      onClosed: () => {
        this.#window = null
        this.#awaitPage()
        this.#closing = Promise.all([this.#documents.closeAll(), this.#placeKept])
      }
    })
  }

  /** Shows the window, and a file in it if one was asked for, as when the program is started a second time. */
  async show(file: string | null): Promise<void> {
    if (this.#window === null) this.openWindow()
    else if (this.#window.isMinimized()) this.#window.restore()
    this.#window?.focus()
    if (file === null) return
    if (!this.#pageHasStarted) {
      this.#wantedFile = file
      return
    }
    try {
      this.#events.send('document:offered', await this.#documents.open(file))
    } catch (error) {
      await this.#tellCannotOpen(error)
    }
  }

  #awaitPage(): void {
    this.#pageHasStarted = false
    this.#events.close()
  }

  #serveRequests(): void {
    const { log, developmentServer } = this.options
    const handlers = createRequestHandlers({
      version: app.getVersion(),
      firstDocument: () => this.#firstDocument(),
      openSample: () => openSample(this.#documents, this.options.resources.sample),
      documents: this.#documents,
      recent: this.#recent,
      words: this.#words,
      askToSave: (name) => this.#dialogs.askToSave(name),
      settings: this.options.settings,
      exportDocument: async (wanted) => {
        const path = await this.#dialogs.chooseFileToExport(exportName(wanted))
        if (path === null) return null
        await writeExport(path, wanted)
        return basename(path)
      },
      copy: (text) => void clipboard.writeText(text),
      paste: () => this.#window?.webContents.paste(),
      onSettings: ({ theme, zoom }) => {
        nativeTheme.themeSource = themeSource(theme)
        this.#window?.webContents.setZoomFactor(zoom)
      },
      inference: this.#inference,
      speed: createSpeedKeeper(this.options.remembered.speed, Date.now),
      events: this.#events,
      closeGuard: {
        setEdited: (edited, name) => this.#closeGuard.setEdited(edited, name),
        closeNow: () => this.#closeGuard.closeNow()
      },
      showTitle: (name, edited) => {
        if (this.#window !== null) showTitle(this.#window, name, edited)
      }
    })
    serveRequests(ipcMain, {
      answer: createRequestRouter(handlers, (context, error) => log.error(`request ${context}`, error)),
      page: () => this.#window?.webContents ?? null,
      developmentServer,
      reportRefusal: (sender) => log.error(`a request from ${sender} was refused`)
    })
  }

  #firstDocument() {
    const lastShown = this.#documents.reset()
    const file = this.#wantedFile ?? lastShown
    this.#wantedFile = null
    this.#pageHasStarted = true
    return firstDocument({
      documents: this.#documents,
      file,
      sample: this.options.settings.current.tourSeen ? null : this.options.resources.sample,
      offer: (document) => this.#events.send('document:offered', document),
      onCannotOpen: (error) => void this.#tellCannotOpen(error)
    })
  }

  #showRecent(): void {
    this.#setMenu()
    this.#events.send('recent:changed', null)
  }

  #setMenu(): void {
    const template = menuTemplate({
      platform: process.platform,
      isDevelopment: !app.isPackaged,
      recent: this.#recent.list,
      actions: {
        openRecent: (path) => void this.show(path),
        clearRecent: () => this.#recent.clear(),
        send: (command) => this.#events.send('menu:command', { command }),
        showLogs: () => void shell.openPath(join(this.options.userData, 'logs'))
      }
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  #followApp(): void {
    app.on('activate', () => void this.show(null))
    app.on('before-quit', () => {
      this.#isQuitting = true
    })
    app.on('window-all-closed', () => {
      // On macOS a program without a window goes on until it is told to quit.
      if (process.platform === 'darwin' && !this.#isQuitting) return
      void this.#closing.finally(() => app.quit())
    })
    app.on('will-quit', (event) => {
      if (this.#hasEnded) return
      // Quitting does not wait for what the closed window still had to write.
      event.preventDefault()
      this.#inference.dispose()
      void this.#closing.finally(() => {
        this.#hasEnded = true
        app.quit()
      })
    })
  }

  #newCloseGuard(): CloseGuard {
    return createCloseGuard({
      ask: (name) => this.#dialogs.askToSave(name),
      requestSave: () => this.#events.send('window:close-requested', null),
      discard: () => this.#documents.closeAll(),
      close: () => this.#window?.close(),
      onCancelled: () => {
        this.#isQuitting = false
      }
    })
  }

  async #tellCannotOpen(error: unknown): Promise<void> {
    this.options.log.error('opening a file', error)
    const message = error instanceof AppError ? error.message : 'It could not be read.'
    await this.#dialogs.showError('This file cannot be opened', message)
  }

  async #endWithLostPage(): Promise<void> {
    await this.#dialogs.showError(
      'Lacuna’s window stopped twice',
      'Your unsaved work is kept and will be there when you start Lacuna again.'
    )
    app.exit(1)
  }
}

function afterPause(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds)
  return () => clearTimeout(timer)
}
