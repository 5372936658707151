import { CatalogError } from './catalog-error'

/** The bytes of an answer, from `offset` on. */
export interface Download {
  /** Where the bytes begin: 0, or where they were asked to begin if the server can do that. */
  readonly offset: number
  readonly chunks: AsyncIterable<Uint8Array>
}

/** What reaches other machines; passed in, so that tests need none. */
export interface Network {
  /**
   * Asks for the bytes at an address, those before `offset` left out if the server can do that.
   * @throws CatalogError `bad-address` (not https, or a redirection to what is not), `download-failed`
   */
  get(address: URL, offset: number, signal: AbortSignal | undefined): Promise<Download>
}

const partial = 206

/** The network by https alone. @param fetchBytes the fetch of the platform */
export function httpsNetwork(fetchBytes: typeof fetch): Network {
  return {
    async get(address, offset, signal) {
      requireHttps(address)
      let response: Response
      try {
        response = await fetchBytes(address, {
          // What is compressed on the way cannot be continued at an offset.
          headers: { 'accept-encoding': 'identity', ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) },
          ...(signal === undefined ? {} : { signal })
        })
      } catch (error) {
        signal?.throwIfAborted()
        throw failed(address, 'it cannot be reached', error)
      }
      requireHttps(new URL(response.url))
      if (!response.ok || response.body === null) throw failed(address, `it answered ${response.status}`)
      return {
        offset: response.status === partial ? offset : 0,
        chunks: readAll(response.body, address, signal)
      }
    }
  }
}

async function* readAll(
  body: NonNullable<Response['body']>,
  address: URL,
  signal: AbortSignal | undefined
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader() as { read(): Promise<{ done: boolean; value?: Uint8Array }> } & {
    cancel(): Promise<void>
  }
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || value === undefined) return
      yield value
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw failed(address, 'the connection broke off', error)
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function requireHttps(address: URL): void {
  if (address.protocol !== 'https:') {
    throw new CatalogError(
      'bad-address',
      `${address.href} does not begin with https://. Models are only fetched by https.`
    )
  }
}

const failed = (address: URL, why: string, cause?: unknown): CatalogError =>
  new CatalogError(
    'download-failed',
    `${address.href} could not be fetched: ${why}. Try again; what has arrived is kept, and the download goes on from there.`,
    { cause }
  )
