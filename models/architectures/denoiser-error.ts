export type DenoiserErrorCode = 'window-exceeded' | 'bad-request' | 'closed'

/** A call that a denoiser cannot answer, with a sentence that says why and what to do. */
export class DenoiserError extends Error {
  override readonly name = 'DenoiserError'

  constructor(
    readonly code: DenoiserErrorCode,
    message: string
  ) {
    super(message)
  }
}
