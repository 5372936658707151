import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import { systemCode } from '../documents/document-error'
import { contentSecurityPolicy } from './content-security-policy'

export const appScheme = 'app'
export const appHost = 'lacuna'
export const appPage = `${appScheme}://${appHost}/index.html`

/** The kinds of files that a build of the renderer holds; all others are refused. */
const mediaTypes: Readonly<Partial<Record<string, string>>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/vnd.microsoft.icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf'
}

/** What counts of a request. */
export type PageRequest = Pick<Request, 'method' | 'url'>

/**
 * Answers requests of the page: files below `folder`, read-only, each with the content security policy. Everything else is 404 or 405.
 *
 * @param folder absolute path of the built renderer
 */
export function createAppProtocolHandler(folder: string): (request: PageRequest) => Promise<Response> {
  const root = resolve(folder)
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    const path = pathInside(root, request.url)
    const mediaType = path === null ? undefined : mediaTypes[extname(path)]
    if (path === null || mediaType === undefined) return refusal(404)
    try {
      return new Response(await readFile(path), { headers: headers(mediaType) })
    } catch (error) {
      if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes(systemCode(error))) return refusal(404)
      throw error
    }
  }
}

/** The file a URL of our own names; null for any other URL and for a path that leaves the folder. */
function pathInside(root: string, address: string): string | null {
  const url = new URL(address)
  if (url.protocol !== `${appScheme}:` || url.host !== appHost) return null
  let name: string
  try {
    name = decodeURIComponent(url.pathname)
  } catch {
    return null
  }
  // A backslash is a separator on Windows alone, and a colon names a drive or a stream there.
  if (/[\\:\0]/.test(name)) return null
  const path = resolve(root, `.${name}`)
  return path.startsWith(root + sep) ? path : null
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: headers('text/plain; charset=utf-8') })
}

function headers(mediaType: string): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store'
  }
}
