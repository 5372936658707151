import { AppError } from './app-error'
import { requests } from './contract'
import type { Envelope, ErrorPayload, RequestName, RequestOf, ResponseOf } from './contract'

/** One function per request of the contract. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (request: RequestOf<Name>) => ResponseOf<Name> | Promise<ResponseOf<Name>>
}

const internalError: ErrorPayload = {
  code: 'internal',
  message: 'Something went wrong inside Lacuna. Your text is untouched; please try again.'
}

/**
 * Answers requests that come from the renderer: refuses unknown names, parses what comes in and what goes out by the schemas of the contract,
 * and puts errors into an envelope. Never rejects.
 *
 * @param reportDefect is told of every error that is not meant for the writer
 */
export function createRequestRouter(
  handlers: RequestHandlers,
  reportDefect: (context: string, error: unknown) => void
): (name: unknown, payload: unknown) => Promise<Envelope<unknown>> {
  return async (name, payload) => {
    if (!isRequestName(name)) {
      reportDefect('unknown request', new AppError('unknown-request', 'refused'))
      return refused('unknown-request', 'This request is not known to Lacuna.')
    }
    const request = requests[name].request.safeParse(payload)
    if (!request.success) {
      reportDefect(name, request.error)
      return refused('bad-request', 'The window sent a request that Lacuna does not understand.')
    }
    try {
      const handler = handlers[name] as (request: unknown) => unknown
      return { ok: true, value: requests[name].response.parse(await handler(request.data)) }
    } catch (error) {
      if (error instanceof AppError) return refused(error.code, error.message)
      reportDefect(name, error)
      return { ok: false, error: internalError }
    }
  }
}

function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(requests, name)
}

function refused(code: string, message: string): Envelope<never> {
  return { ok: false, error: { code, message } }
}
