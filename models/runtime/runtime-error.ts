export type RuntimeErrorCode = 'device-unusable' | 'graph-failed'

/** The runtime cannot load or run a graph, with a sentence that says why and what to do. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError'

  constructor(
    readonly code: RuntimeErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}
