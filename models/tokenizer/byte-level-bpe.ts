import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { TokenizerError, type Tokenizer } from './tokenizer'

const preTokenizerSchema = z.looseObject({ type: z.string() })

/** The part of Hugging Face's `tokenizer.json` that matters here; anything but byte-level BPE is refused. */
const tokenizerFileSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int().nonnegative(), content: z.string() })),
  normalizer: z.null(),
  pre_tokenizer: z.union([
    preTokenizerSchema,
    z.looseObject({ type: z.literal('Sequence'), pretokenizers: z.array(preTokenizerSchema) })
  ]),
  decoder: z.looseObject({ type: z.literal('ByteLevel') }),
  model: z.looseObject({ type: z.literal('BPE'), vocab: z.record(z.string(), z.int().nonnegative()) })
})
type PreTokenizer = z.infer<typeof preTokenizerSchema>

/** GPT-2's pattern, as the Rust crate's ByteLevel pre-tokenizer applies it. */
const gpt2Pattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

/**
 * The JavaScript library's Digits knows ASCII digits only and its ByteLevel JavaScript's white space (U+FEFF is, U+0085 is not),
 * where the Rust crate takes all of \p{N} and Unicode's. Its Split translates a pattern exactly, so both become Splits.
 */
function exactPreTokenizers(preTokenizer: PreTokenizer): PreTokenizer[] {
  const split = (pattern: string) => ({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Isolated',
    invert: false
  })
  if (preTokenizer.type === 'Sequence') {
    return z.array(preTokenizerSchema).parse(preTokenizer['pretokenizers']).flatMap(exactPreTokenizers)
  }
  if (preTokenizer.type === 'Digits') {
    return [split(preTokenizer['individual_digits'] === true ? '\\p{N}' : '\\p{N}+')]
  }
  if (preTokenizer.type === 'ByteLevel' && preTokenizer['use_regex'] !== false) {
    return [split(gpt2Pattern), { ...preTokenizer, use_regex: false }]
  }
  return [preTokenizer]
}

/** The printable stand-ins of byte-level BPE, inverted: code unit of the stand-in → byte (GPT-2, `bytes_to_unicode`). */
function standInBytes(): readonly number[] {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff)
  const bytes: number[] = []
  let unprintable = 0
  for (let byte = 0; byte < 256; byte++) bytes[printable(byte) ? byte : 256 + unprintable++] = byte
  return bytes
}

/** The bytes of every token that is not special, by id. */
function vocabularyBytes(
  vocabulary: Readonly<Record<string, number>>,
  special: ReadonlySet<number>
): Uint8Array[] {
  const standIns = standInBytes()
  const bytesOf: Uint8Array[] = []
  for (const [token, id] of Object.entries(vocabulary)) {
    if (special.has(id)) continue
    const bytes = new Uint8Array(token.length)
    for (let index = 0; index < token.length; index++) {
      const byte = standIns[token.charCodeAt(index)]
      if (byte === undefined) {
        throw new TokenizerError('unsupported', `Token ${id} of this tokenizer.json is not made of bytes.`)
      }
      bytes[index] = byte
    }
    bytesOf[id] = bytes
  }
  return bytesOf
}

const noBytes = new Uint8Array(0)

/**
 * @param file the parsed content of `tokenizer.json`.
 * @throws TokenizerError `unsupported` when it is not byte-level BPE.
 */
export function createByteLevelTokenizer(file: unknown): Tokenizer {
  const parsed = tokenizerFileSchema.safeParse(file)
  if (!parsed.success) {
    throw new TokenizerError(
      'unsupported',
      `This tokenizer.json is not a byte-level BPE: ${z.prettifyError(parsed.error)}`,
      { cause: parsed.error }
    )
  }
  const { added_tokens: addedTokens, pre_tokenizer: preTokenizer, model } = parsed.data
  // Without added tokens nothing in a text is special: no merge leads to a special id.
  const library = new HuggingFaceTokenizer(
    {
      ...parsed.data,
      added_tokens: [],
      post_processor: null,
      pre_tokenizer: { type: 'Sequence', pretokenizers: exactPreTokenizers(preTokenizer) }
    },
    {}
  )
  const special = new Set(addedTokens.map((token) => token.id))
  const bytesOf = vocabularyBytes(model.vocab, special)
  const tokenBytes = (id: number): Uint8Array => bytesOf[id] ?? noBytes
  return {
    vocabularySize: Math.max(bytesOf.length, ...[...special].map((id) => id + 1)),
    encode: (text) => Int32Array.from(text === '' ? [] : library.encode(text).ids),
    tokenBytes,
    decode(ids) {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      try {
        let text = ''
        for (const id of ids) text += decoder.decode(tokenBytes(id), { stream: true })
        return text + decoder.decode()
      } catch (error) {
        throw new TokenizerError('invalid-utf8', 'These tokens do not spell whole characters.', {
          cause: error
        })
      }
    }
  }
}

/** Reads `tokenizer.json` of a model folder. @throws the file system's error, or TokenizerError `unsupported`. */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  let file: unknown
  const content = await readFile(path, 'utf8')
  try {
    file = JSON.parse(content)
  } catch (error) {
    throw new TokenizerError('unsupported', `${path} is not JSON.`, { cause: error })
  }
  return createByteLevelTokenizer(file)
}
