import type { App, Session, WebContents } from 'electron'
import { isOwnPage, mayLoad } from './trusted-sender'

/**
 * Takes from a session all that a writing app does not need: permissions, devices, downloads, the network, and the spelling dictionaries that Chromium would
 * fetch from a server.
 *
 * @param developmentServer address of the development server; undefined in a packaged app
 */
export function secureSession(session: Session, developmentServer: string | undefined): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, decide) =>
    decide({ cancel: !mayLoad(url, developmentServer) })
  )
}

/** Keeps every page of the app where it is: no navigation, no further windows, no embedded pages. */
export function confineWebContents(app: App, developmentServer: string | undefined): void {
  app.on('web-contents-created', (_created, contents) => {
    confine(contents, developmentServer)
  })
}

function confine(contents: WebContents, developmentServer: string | undefined): void {
  // Loading the page anew is a navigation as well; developers do it.
  contents.on('will-navigate', (event, url) => {
    if (developmentServer === undefined || !isOwnPage(url, developmentServer)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
