export type ScoringErrorCode = 'empty-text' | 'bad-range' | 'not-autoregressive'

/** A text that cannot be scored, with a sentence that says why and what to do. */
export class ScoringError extends Error {
  override readonly name = 'ScoringError'

  constructor(
    readonly code: ScoringErrorCode,
    message: string
  ) {
    super(message)
  }
}
