import { z } from 'zod'

/** A token that could stand at a place, with its probability (0 … 1) given the text that the network saw. */
const candidateSchema = z.strictObject({ text: z.string(), probability: z.number() })

/** One part of a region while it is being filled. */
export const previewCellSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mask') }),
  /**
   * A revealed token's text (a character that is spread over tokens is shown with its last token). `confidence`: probability it was drawn with, 0 … 1.
   * `candidates`: what the network offered there at that time, likeliest first; only in a finished proposal, and only tokens of whole characters.
   */
  z.strictObject({
    kind: z.literal('token'),
    text: z.string(),
    confidence: z.number(),
    candidates: z.array(candidateSchema).optional()
  }),
  z.strictObject({ kind: z.literal('lock'), text: z.string() })
])
export type PreviewCell = z.infer<typeof previewCellSchema>

/** Where a fill stands after a network call. */
export const fillProgressSchema = z.strictObject({
  networkCalls: z.int().nonnegative(),
  /** Upper bound of the calls this fill will make. */
  plannedCalls: z.int().positive(),
  revealed: z.int().nonnegative(),
  masks: z.int().nonnegative(),
  /** One list of cells per region, of the first alternative. */
  preview: z.array(z.array(previewCellSchema))
})
export type FillProgress = z.infer<typeof fillProgressSchema>

/** One way to fill all regions. */
export const proposalSchema = z.strictObject({
  /** Mean log-probability a token in nats (autoregressive judge of infill and what follows, where the model has one); higher is better. */
  score: z.number(),
  /** One entry per region of the request, in order. `text` replaces the region whole, locks inside it included unchanged. */
  regions: z.array(
    z.strictObject({
      text: z.string(),
      /** Sum of the log-probabilities of the drawn tokens, in nats. */
      logProb: z.number(),
      /** The cells of the finished region: which parts are new and how sure the model was. */
      cells: z.array(previewCellSchema)
    })
  )
})
export type Proposal = z.infer<typeof proposalSchema>

/** What a fill gives back. Alternatives are sorted by score, best first. */
export const fillResultSchema = z.strictObject({
  alternatives: z.array(proposalSchema).min(1),
  steps: z.int().positive(),
  networkCalls: z.int().nonnegative(),
  milliseconds: z.number().nonnegative(),
  seed: z.int().nonnegative(),
  model: z.string(),
  device: z.string()
})
export type FillResult = z.infer<typeof fillResultSchema>
