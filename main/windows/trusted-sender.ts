import { appHost, appScheme } from './app-protocol'

/** Who sent a message, as far as it matters for trust. */
export interface Sender {
  /** URL of the frame that sent it; undefined when the frame is gone already. */
  readonly url: string | undefined
  /** False for a frame inside the page and for any other window. */
  readonly isMainFrame: boolean
}

/**
 * Whether a message may be acted upon: it must come from the main frame of our window, and that must show our own page.
 *
 * @param developmentServer address of the development server; undefined in a packaged app
 */
export function isTrustedSender(
  { url, isMainFrame }: Sender,
  developmentServer: string | undefined
): boolean {
  return isMainFrame && url !== undefined && isOwnPage(url, developmentServer)
}

/** Whether a URL belongs to our own protocol, or to the development server where there is one. */
export function isOwnPage(address: string, developmentServer: string | undefined): boolean {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  if (url.protocol === `${appScheme}:`) return url.host === appHost
  return developmentServer !== undefined && url.origin === new URL(developmentServer).origin
}

/**
 * Whether the page may load this: its own files, data it made itself, and in development what the server and the developers' tools need. The content
 * security policy says the same; this holds even where a page would escape it.
 */
export function mayLoad(address: string, developmentServer: string | undefined): boolean {
  if (isOwnPage(address, developmentServer)) return true
  const { protocol, host } = new URL(address)
  if (protocol === 'data:' || protocol === 'blob:') return true
  if (developmentServer === undefined) return false
  return protocol === 'devtools:' || (protocol === 'ws:' && host === new URL(developmentServer).host)
}
