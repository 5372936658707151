import { z } from 'zod'

/** How unexpected a word (or a mark of punctuation) is to a reader who knows what stands before it and nothing behind. */
export const surprisedWordSchema = z.strictObject({
  /** UTF-16 code units of the text, `end` exclusive; the space before a word is not part of it. */
  start: z.int().nonnegative(),
  end: z.int().positive(),
  /** −log p of the word in nats: the sum over its tokens. */
  nats: z.number().nonnegative(),
  /** What the reader rather expected to begin here, likeliest first: words, or the beginnings of longer ones, each with its own nats. */
  alternatives: z.array(z.strictObject({ text: z.string().min(1), nats: z.number().nonnegative() }))
})
export type SurprisedWord = z.infer<typeof surprisedWordSchema>
