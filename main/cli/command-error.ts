/** Exit status: something failed on the way, or the command was used wrongly or given input that it cannot take. */
export type ExitStatus = 1 | 2

/** A command that ends without a result, with one line that says why and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'

  constructor(
    readonly status: ExitStatus,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}

export const usageError = (message: string): CommandError => new CommandError(2, message)
