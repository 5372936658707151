export type DiffusionErrorCode = 'invalid-argument' | 'invalid-distribution' | 'shape-mismatch'

/** The one error this folder throws. The message says what was received and what is expected. */
export class DiffusionError extends Error {
  override readonly name = 'DiffusionError'

  constructor(
    readonly code: DiffusionErrorCode,
    message: string
  ) {
    super(message)
  }
}
