import { AppError } from '../ipc/app-error'

export type DocumentErrorCode =
  | 'not-utf8'
  | 'not-text'
  | 'too-large'
  | 'not-found'
  | 'not-permitted'
  | 'is-a-folder'
  | 'no-space'
  | 'cannot-read'
  | 'cannot-write'
  | 'marks-not-saved'
  | 'history-not-saved'
  | 'unknown-document'

/** A document that could not be opened or saved, with a sentence for the writer. */
export class DocumentError extends AppError {
  override readonly name = 'DocumentError'

  constructor(
    override readonly code: DocumentErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(code, message, options)
  }
}

/** What the operating system said while reading `name`, as a sentence. */
export function readError(name: string, cause: unknown): DocumentError {
  const said: Partial<Record<string, [DocumentErrorCode, string]>> = {
    ENOENT: ['not-found', `“${name}” is not there any more.`],
    EACCES: ['not-permitted', `You do not have permission to read “${name}”.`],
    EPERM: ['not-permitted', `You do not have permission to read “${name}”.`],
    EISDIR: ['is-a-folder', `“${name}” is a folder. Choose a text file.`]
  }
  const [code, message] = said[systemCode(cause)] ?? ['cannot-read', `“${name}” could not be read.`]
  return new DocumentError(code, message, { cause })
}

/** What the operating system said while writing `name`, as a sentence. */
export function writeError(name: string, cause: unknown): DocumentError {
  const elsewhere = 'Your text is still here: choose “Save As” and another folder.'
  const said: Partial<Record<string, [DocumentErrorCode, string]>> = {
    ENOENT: ['not-found', `The folder of “${name}” is not there any more. ${elsewhere}`],
    EACCES: ['not-permitted', `You do not have permission to write “${name}”. ${elsewhere}`],
    EPERM: ['not-permitted', `You do not have permission to write “${name}”. ${elsewhere}`],
    EROFS: ['not-permitted', `“${name}” is on a disk that cannot be written to. ${elsewhere}`],
    EISDIR: ['is-a-folder', `“${name}” is a folder. Choose another name.`],
    ENOSPC: ['no-space', `The disk is full, so “${name}” was not saved. The file on disk is unchanged.`],
    EDQUOT: [
      'no-space',
      `Your share of the disk is full, so “${name}” was not saved. The file on disk is unchanged.`
    ]
  }
  const [code, message] = said[systemCode(cause)] ?? [
    'cannot-write',
    `“${name}” could not be saved. ${elsewhere}`
  ]
  return new DocumentError(code, message, { cause })
}

/** The code of an error of Node's file system, such as `ENOENT`; empty for anything else. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
