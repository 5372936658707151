/** What went wrong in the diffusion mathematics; stable, for callers that branch on it. */
export type DiffusionErrorCode = 'invalid-argument' | 'invalid-distribution' | 'shape-mismatch'

/** The one error this folder throws. The message says what was received and what is expected. */
export class DiffusionError extends Error {
  readonly code: DiffusionErrorCode

  constructor(code: DiffusionErrorCode, message: string) {
    super(message)
    this.name = 'DiffusionError'
    this.code = code
  }
}
