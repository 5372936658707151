import type { LacunaBridge, RequestName, RequestOf, ResponseOf } from '../../main/ipc/contract'

/** A request that the main process answered with an error: its code, and the sentence for the writer. */
export class RequestError extends Error {
  override readonly name = 'RequestError'

  constructor(
    readonly code: string,
    message: string
  ) {
    super(message)
  }
}

export type Call = <Name extends RequestName>(
  name: Name,
  request: RequestOf<Name>
) => Promise<ResponseOf<Name>>

/** Requests that resolve to their value and reject with a RequestError. */
export function callThrough(bridge: LacunaBridge): Call {
  return async (name, request) => {
    const envelope = await bridge.invoke(name, request)
    if (!envelope.ok) throw new RequestError(envelope.error.code, envelope.error.message)
    return envelope.value
  }
}

/** The sentence for the writer in whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
