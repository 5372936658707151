/**
 * Text ↔ token ids, as the bundled network was trained on them.
 *
 * A text of the writer is always plain text: what looks like a special token ("<|endoftext|>") is encoded letter by letter.
 */
export interface Tokenizer {
  /** Ids run from 0 to `vocabularySize − 1`, special ones included. */
  readonly vocabularySize: number
  /** Never special ids. A lone surrogate is encoded as U+FFFD; bytes the vocabulary lacks (control characters) are left out. */
  encode(text: string): Int32Array
  /** @throws TokenizerError `invalid-utf8` when the bytes of the tokens are not whole characters. */
  decode(ids: Iterable<number>): string
  /** The UTF-8 bytes a token stands for; none for special and unknown ids. A token may begin or end inside a character. */
  tokenBytes(id: number): Uint8Array
}

export type TokenizerErrorCode = 'unsupported' | 'invalid-utf8'

export class TokenizerError extends Error {
  override readonly name = 'TokenizerError'

  constructor(
    readonly code: TokenizerErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}
