import { resolve } from 'node:path'

/**
 * The file a command line asks to open: its last argument that is no switch.
 *
 * @param argv the program first
 * @param isDefaultApp `process.defaultApp`: true when Electron itself was started with the app's folder as first argument, as in development
 * @param workingDirectory to which a relative path belongs
 */
export function fileArgument(
  argv: readonly string[],
  isDefaultApp: boolean | undefined,
  workingDirectory: string
): string | null {
  const given = argv.slice(1).filter((argument) => argument !== '' && !argument.startsWith('-'))
  const files = isDefaultApp ? given.slice(1) : given
  const last = files.at(-1)
  return last === undefined ? null : resolve(workingDirectory, last)
}
