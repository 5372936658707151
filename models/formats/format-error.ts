export type FormatErrorCode = 'malformed' | 'unsupported' | 'missing-tensor' | 'too-large'

/** A model file that cannot be read or written, with a sentence that says what is wrong with it and what to do. */
export class FormatError extends Error {
  override readonly name = 'FormatError'

  constructor(
    readonly code: FormatErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}
