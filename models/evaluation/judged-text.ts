import { z } from 'zod'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { AutoregressiveReader, ReadText } from './autoregressive-reader'
import type { Passage } from './passages'

/** Tokens after a span whose surprise is measured. */
const suffixTokens = 32

/** A text in the place of a span, and what the autoregressive judge thinks of it, having read everything before. */
export const judgedTextSchema = z.strictObject({
  /** Without the space before it. */
  text: z.string(),
  /** Tokens, the space before it included. */
  tokens: z.array(z.int()),
  /** Nats a token of the text. */
  infillNll: z.number(),
  /** Nats a token of the 32 tokens behind it. */
  suffixNll: z.number()
})
export type JudgedText = z.infer<typeof judgedTextSchema>

/** The text before a span, without the space that the span owns. */
export const textBefore = ({ text, start }: Passage): string => text.slice(0, start - 1)

/** @param before `textBefore`, read. @param between white space to be put behind the text, if any. */
export async function judgeText(
  reader: AutoregressiveReader,
  tokenizer: Tokenizer,
  before: ReadText,
  passage: Passage,
  text: string
): Promise<JudgedText> {
  const tokens = tokenizer.encode(` ${text}`)
  const suffix = tokenizer.encode(passage.text.slice(passage.end)).slice(0, suffixTokens)
  const surprise = await reader.logProbabilities(before, Int32Array.from([...tokens, ...suffix]))
  const mean = (values: Float64Array): number =>
    -values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    text,
    tokens: Array.from(tokens),
    infillNll: mean(surprise.slice(0, tokens.length)),
    suffixNll: mean(surprise.slice(tokens.length))
  }
}
