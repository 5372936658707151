import { describe, expect, it } from 'vitest'
import { httpsNetwork } from './network'

/** A platform's fetch that answers as told. */
function answering(
  answer: () => Response,
  url = 'https://a.example/x'
): { asked: RequestInit[]; fetch: typeof fetch } {
  const asked: RequestInit[] = []
  return {
    asked,
    fetch: (_address, init) => {
      asked.push(init!)
      const response = answer()
      Object.defineProperty(response, 'url', { value: url })
      return Promise.resolve(response)
    }
  }
}

const address = new URL('https://a.example/x')

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += Buffer.from(chunk).toString()
  return text
}

describe('the network by https', () => {
  it('gives the bytes, and where they begin', async () => {
    const whole = answering(() => new Response('abc'))
    const { offset, chunks } = await httpsNetwork(whole.fetch).get(address, 0, undefined)
    expect([offset, await read(chunks)]).toEqual([0, 'abc'])
    const rest = answering(() => new Response('bc', { status: 206 }))
    expect((await httpsNetwork(rest.fetch).get(address, 1, undefined)).offset).toBe(1)
    expect(rest.asked[0]!.headers).toMatchObject({ range: 'bytes=1-', 'accept-encoding': 'identity' })
    // A server that starts over is believed.
    expect((await httpsNetwork(whole.fetch).get(address, 1, undefined)).offset).toBe(0)
  })

  it('refuses what is not https, before and after a redirection', async () => {
    const { asked, fetch } = answering(() => new Response('abc'), 'http://b.example/x')
    const get = (url: string) => httpsNetwork(fetch).get(new URL(url), 0, undefined)
    await expect(get('http://a.example/x')).rejects.toMatchObject({ code: 'bad-address' })
    await expect(get('file:///etc/passwd')).rejects.toMatchObject({ code: 'bad-address' })
    expect(asked).toEqual([])
    await expect(get('https://a.example/x')).rejects.toMatchObject({ code: 'bad-address' })
  })

  it('says what a server answered, and that the connection broke off', async () => {
    const absent = answering(() => new Response('', { status: 404 }))
    await expect(httpsNetwork(absent.fetch).get(address, 0, undefined)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('it answered 404') as string
    })
    const unreachable = () => Promise.reject(new TypeError('fetch failed'))
    await expect(httpsNetwork(unreachable).get(address, 0, undefined)).rejects.toThrow('cannot be reached')
    const broken = answering(
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.error(new TypeError('terminated'))
          })
        )
    )
    const { chunks } = await httpsNetwork(broken.fetch).get(address, 0, undefined)
    await expect(read(chunks)).rejects.toMatchObject({ code: 'download-failed' })
  })
})
