import type { Tokenizer } from '../tokenizer/tokenizer'
import { firstCharacter, isSpace, lastCharacter, sentenceEnd } from './characters'
import { advance, characterBoundary, spellsReplacement } from './utf8'

/** What a token looks like to the rules that decide where it may stand. */
export interface TokenTraits {
  readonly bytes: Uint8Array
  /** Special and unknown ids, which stand for no text, and control characters, which nobody writes. */
  readonly unwritable: boolean
  /** Its bytes are whole characters. */
  readonly whole: boolean
  /** They hold the replacement character �, which stands for bytes that were lost. */
  readonly replacement: boolean
  /** Nothing but white space. */
  readonly blank: boolean
  readonly startsWithSpace: boolean
  readonly hasLineBreak: boolean
  readonly endsWithSpace: boolean
  /** Its first character, after one leading space; '' where a token is not whole. */
  readonly first: string
  /** Its last character; '' where a token is not whole. */
  readonly last: string
  /** It ends with the end of a sentence. */
  readonly endsSentence: boolean
  /** Its text after one leading space if that is letters from a to z and nothing else; otherwise ''. */
  readonly lowerCase: string
  /** Nothing but quotes and brackets that close, as they may stand behind the end of a sentence. */
  readonly closes: boolean
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function describe(bytes: Uint8Array): TokenTraits {
  const whole = advance(characterBoundary, bytes) === characterBoundary
  const text = whole ? decoder.decode(bytes) : ''
  const startsWithSpace = bytes[0] === 0x20
  return {
    bytes,
    unwritable: bytes.length === 0 || /[^\P{Cc}\t\r\n\u0085]/u.test(text),
    whole,
    replacement: spellsReplacement(characterBoundary, bytes),
    blank: whole && text.trim() === '',
    startsWithSpace,
    hasLineBreak: /[\n\r\u0085\u2028\u2029]/.test(text),
    endsWithSpace: isSpace(lastCharacter(text)),
    first: firstCharacter(startsWithSpace ? text.slice(1) : text),
    last: lastCharacter(text),
    endsSentence: sentenceEnd.test(text),
    lowerCase: /^ ?([a-z]+)$/.exec(text)?.[1] ?? '',
    closes: /^["'”’»)\]]+$/.test(text)
  }
}

const known = new WeakMap<object, (TokenTraits | undefined)[]>()

/** Traits by token id, described when first asked for, and once for each tokenizer: each call offers thousands of tokens. */
export function createTokenTraits(
  tokenizer: Pick<Tokenizer, 'tokenBytes' | 'vocabularySize'>
): (token: number) => TokenTraits {
  let described = known.get(tokenizer)
  if (described === undefined) {
    // Full from the start: a row that fills up here and there would be kept as a table, and that is slow to look things up in.
    described = Array<TokenTraits | undefined>(tokenizer.vocabularySize).fill(undefined)
    known.set(tokenizer, described)
  }
  const traits = described
  return (token) => (traits[token] ??= describe(tokenizer.tokenBytes(token)))
}
