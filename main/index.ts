import { app, dialog, nativeTheme, protocol, session } from 'electron'
import { join } from 'node:path'
import { Application } from './application'
import { createLog } from './log'
import { resourcePaths } from './resource-paths'
import { openRemembered } from './settings/remembered'
import { openSettingsStore } from './settings/settings-store'
import { appScheme, createAppProtocolHandler } from './windows/app-protocol'
import { fileArgument } from './windows/file-argument'
import { confineWebContents, secureSession } from './windows/session-security'
import { themeSource } from './windows/theme-source'

const developmentServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
const userData = app.getPath('userData')
const log = createLog(join(userData, 'logs'), !app.isPackaged)

protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }
])
confineWebContents(app, developmentServer)
process.on('unhandledRejection', (error) => log.error('a rejected promise was not handled', error))

if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    log.error('starting failed', error)
    dialog.showErrorBox('Lacuna cannot start', error instanceof Error ? error.message : String(error))
    app.exit(1)
  })
} else {
  // The first instance was told what to open and shows its window.
  app.quit()
}

async function start(): Promise<void> {
  let application: Application | null = null
  let file = fileArgument(process.argv, process.defaultApp, process.cwd())
  const show = (wanted: string | null) => {
    if (application === null) file = wanted ?? file
    else void application.show(wanted)
  }
  app.on('second-instance', (_event, argv, workingDirectory) => {
    show(fileArgument(argv, process.defaultApp, workingDirectory))
  })
  // macOS hands files over this way, also before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    show(path)
  })

  await app.whenReady()
  const { electron } = process.versions
  log.info(`Lacuna ${app.getVersion()}, Electron ${electron}, ${process.platform} ${process.arch}`)
  const settings = await openSettingsStore(join(userData, 'settings.json'))
  nativeTheme.themeSource = themeSource(settings.current.theme)
  protocol.handle(appScheme, createAppProtocolHandler(join(__dirname, '../renderer')))
  secureSession(session.defaultSession, developmentServer)
  application = new Application({
    log,
    settings,
    remembered: await openRemembered(userData),
    resources: resourcePaths({
      isPackaged: app.isPackaged,
      resourcesPath: process.resourcesPath,
      appPath: app.getAppPath(),
      platform: process.platform,
      environment: process.env,
      homeDirectory: app.getPath('home')
    }),
    userData,
    developmentServer,
    file
  })
  application.openWindow()
}
