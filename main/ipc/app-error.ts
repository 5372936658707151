/**
 * An error that may cross to the renderer: `code` is for programs, `message` is one sentence or two for the writer that say what happened and
 * what can be done. Any other error is a defect and crosses as code `internal`.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError'

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}
