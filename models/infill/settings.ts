import { z } from 'zod'

/** In which order hidden tokens are revealed. */
export const orderSchema = z.enum(['first-hitting', 'analytic', 'confidence', 'entropy-bounded'])

/** How long a gap is to be for which no number of words was given, beside what is usual where it stands. */
export const lengthWishSchema = z.enum(['shorter', 'automatic', 'longer'])
export type LengthWish = z.infer<typeof lengthWishSchema>

/** What a writer may set for one fill. All fields are always present: a fill can be replayed from its settings. */
export const fillSettingsSchema = z.strictObject({
  /** Upper bound of network calls for one proposal; more than the number of masks changes nothing. */
  steps: z.int().min(1).max(1024),
  order: orderSchema,
  /** 0 takes the likeliest token; 1 samples the model's own distribution. */
  temperature: z.number().min(0).max(2),
  /** Nucleus: the smallest set of candidates with at least this probability. */
  topP: z.number().gt(0).max(1),
  /** Same model, text, settings and seed: same result on CPU. */
  seed: z.int().min(0).max(0xffffffff),
  /** Proposals made at once over one cached context. */
  alternatives: z.int().min(1).max(8),
  /** 1 rewrites a region; below 1 only this share of its tokens is re-noised, at 0 none. A gap has none to keep. */
  strength: z.number().min(0).max(1),
  length: lengthWishSchema,
  /** Rounds in which the least likely words of the filled text are drawn anew. */
  polish: z.int().min(0).max(16)
})
export type FillSettings = z.infer<typeof fillSettingsSchema>

export const defaultFillSettings: FillSettings = {
  steps: 128,
  order: 'confidence',
  temperature: 1,
  topP: 0.98,
  seed: 1,
  alternatives: 3,
  strength: 1,
  length: 'automatic',
  polish: 0
}
