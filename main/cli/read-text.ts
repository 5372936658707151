import { usageError } from './command-error'
import type { Terminal } from './terminal'

/** A text that a command was given, and what to call it. */
export interface NamedText {
  readonly name: string
  readonly text: string
}

/**
 * The text of FILE, or of standard input for `-` and without a FILE.
 *
 * @param command what is to be done with it: the command's name, and a verb in messages.
 * @throws CommandError with status 2 where there is no such text, or it is empty or not UTF-8.
 */
export async function readText(
  command: string,
  positionals: readonly string[],
  terminal: Terminal
): Promise<NamedText> {
  if (positionals.length > 1) throw usageError(`${command} takes one FILE, or - for standard input.`)
  const path = positionals[0] ?? '-'
  if (path === '-' && terminal.inputIsKeyboard) {
    throw usageError(
      `Give ${command} a FILE, or pipe a text into it. \`lacuna ${command} --help\` tells more.`
    )
  }
  const bytes = await terminal.readInput(path)
  const name = path === '-' ? 'The input' : path
  if (bytes.length === 0) throw usageError(`${name} is empty; there is no text to ${command}.`)
  return { name, text: decode(bytes, name) }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw usageError(`${name} is not UTF-8 text. Save it as UTF-8 and try again.`)
  }
}
