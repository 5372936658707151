export type FillErrorCode =
  | 'no-regions'
  | 'empty-text'
  | 'bad-mark'
  | 'lock-outside-text'
  | 'region-too-long'
  | 'bad-span'
  | 'bad-model'
  | 'cancelled'
  | 'network-failed'

/** A fill that cannot be done, with a sentence that says what happened and what the writer can do about it. */
export class FillError extends Error {
  override readonly name = 'FillError'

  constructor(
    readonly code: FillErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}
