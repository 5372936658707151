/**
 * What a log may say of an error: kind, code and place in the program, with its causes. Not its message, which may quote the writer's text or the names
 * of files.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`
  const code = 'code' in error && typeof error.code === 'string' ? ` [${error.code}]` : ''
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const cause = error.cause === undefined ? [] : [`caused by ${describeError(error.cause)}`]
  return [`${error.name}${code}`, ...frames, ...cause].join('\n')
}
