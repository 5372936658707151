import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appPage, createAppProtocolHandler } from './app-protocol'
import type { PageRequest } from './app-protocol'
import { contentSecurityPolicy } from './content-security-policy'

let parent: string
let handle: (request: PageRequest) => Promise<Response>

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lacuna-protocol-'))
  await mkdir(join(parent, 'renderer', 'assets'), { recursive: true })
  await mkdir(join(parent, 'renderer-secret'))
  await writeFile(join(parent, 'renderer', 'index.html'), '<p>page</p>')
  await writeFile(join(parent, 'renderer', 'assets', 'index-1.js'), 'run()')
  await writeFile(join(parent, 'renderer', 'assets', 'notes.txt'), 'not of a kind that is served')
  await writeFile(join(parent, 'secret.html'), 'secret')
  await writeFile(join(parent, 'renderer-secret', 'a.html'), 'secret')
  handle = createAppProtocolHandler(join(parent, 'renderer'))
})

afterAll(async () => {
  await rm(parent, { recursive: true, force: true })
})

/** A request whose URL is not cleaned of dots on its way. */
function get(url: string, method = 'GET'): Promise<Response> {
  return handle({ url, method })
}

describe('createAppProtocolHandler', () => {
  it.each([
    [appPage, 'text/html; charset=utf-8', '<p>page</p>'],
    ['app://lacuna/assets/index-1.js?v=1#x', 'text/javascript; charset=utf-8', 'run()'],
    ['app://lacuna/%61ssets/index-1.js', 'text/javascript; charset=utf-8', 'run()']
  ])('serves %s', async (url, mediaType, body) => {
    const response = await get(url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(mediaType)
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe(body)
  })

  it.each([
    'app://lacuna/',
    'app://lacuna/assets',
    'app://lacuna/none.html',
    'app://lacuna/index.html/x.html',
    'app://lacuna/assets/notes.txt',
    'app://lacuna/../secret.html',
    'app://lacuna/%2e%2e/secret.html',
    'app://lacuna/..%2fsecret.html',
    'app://lacuna/..%5csecret.html',
    'app://lacuna/..%2frenderer-secret/a.html',
    'app://lacuna/%2fetc/passwd.html',
    'app://lacuna/c:%2fsecret.html',
    'app://lacuna/index.html%00',
    'app://lacuna/%ff.html',
    'app://other/index.html',
    'file:///index.html'
  ])('refuses %s', async (url) => {
    const response = await get(url)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('')
  })

  it('never gives out a secret, whatever the path', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2f',
      '/',
      '%5c',
      'secret.html',
      'renderer-secret',
      'a.html'
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        expect(await (await get(`app://lacuna/${pieces.join('')}`)).text()).not.toContain('secret')
      })
    )
  })

  it('refuses to be written to', async () => {
    expect((await get(appPage, 'POST')).status).toBe(405)
  })
})
