import { usageError } from './command-error'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no file',
  EISDIR: 'This is a folder, not a text:',
  EACCES: 'You may not read',
  EPERM: 'You may not read'
}

/**
 * All bytes of a file, or of standard input for `-`.
 *
 * @throws CommandError with status 2 when there is no such file or it may not be read.
 */
export async function readInput(
  path: string,
  standardInput: AsyncIterable<Uint8Array>,
  readFile: (path: string) => Promise<Uint8Array>
): Promise<Uint8Array> {
  if (path === '-') {
    const chunks: Uint8Array[] = []
    for await (const chunk of standardInput) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  try {
    return await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const reason = reasons[code]
    if (reason === undefined) throw error
    throw usageError(`${reason} ${path}.`)
  }
}
