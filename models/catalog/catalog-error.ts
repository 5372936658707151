export type CatalogErrorCode =
  | 'not-a-model'
  | 'bad-manifest'
  | 'unsafe-path'
  | 'missing-file'
  | 'wrong-size'
  | 'wrong-checksum'
  | 'already-there'
  | 'bundled'
  | 'not-importable'
  | 'bad-address'
  | 'download-failed'

/** A model folder that cannot be used or made, with a sentence that says what is wrong and what to do. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError'

  constructor(
    readonly code: CatalogErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}
