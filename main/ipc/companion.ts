import { z } from 'zod'
import { spanSchema } from '../../models/infill/document'
import { fillSettingsSchema } from '../../models/infill/settings'

/** Where characters come from. `unknown`: they stood there before anybody kept count, or another program wrote them. */
export const originSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unknown') }),
  z.strictObject({ kind: z.literal('typed') }),
  z.strictObject({ kind: z.literal('pasted') }),
  /** A fill wrote them. `edited`: a person has changed the word they belong to since. */
  z.strictObject({ kind: z.literal('generated'), run: z.uuid(), edited: z.boolean() })
])
export type Origin = z.infer<typeof originSchema>

/** The next `length` UTF-16 code units of a text and where they come from. */
const authoredSpanSchema = z.strictObject({ length: z.int().positive(), origin: originSchema })

/** Spans that cover a text from its start to its end. */
const authorshipSchema = z.array(authoredSpanSchema).max(200_000)
export type Authorship = readonly z.infer<typeof authoredSpanSchema>[]

const shortText = z.string().max(100_000)

/** A place that a fill rewrote. */
const passageSchema = z.strictObject({
  /** Where it stands in the text now; null when the text around it went, too. */
  place: spanSchema.nullable(),
  /** What stood there before the fill, and who wrote that. */
  text: shortText,
  authorship: authorshipSchema,
  /** What stood around it then: up to 60 code units on each side. */
  before: z.string().max(60),
  after: z.string().max(60)
})
export type Passage = z.infer<typeof passageSchema>

/** One fill that was run: a text for each passage in each alternative. */
export const runSchema = z.strictObject({
  id: z.uuid(),
  /** Milliseconds since 1970. */
  at: z.number(),
  model: z.string().max(200),
  device: z.string().max(200),
  /** The seed among them. A fill of an earlier version was not polished. */
  settings: fillSettingsSchema.extend({ polish: fillSettingsSchema.shape.polish.default(0) }),
  /** How long it took; null when it was stopped. */
  milliseconds: z.number().nullable(),
  outcome: z.enum(['proposed', 'accepted', 'discarded', 'stopped']),
  passages: z.array(passageSchema).min(1).max(1000),
  /** `score`: mean log-probability a token in nats; null when it was stopped. */
  alternatives: z.array(z.strictObject({ score: z.number().nullable(), texts: z.array(shortText) })).max(8),
  /** What was accepted of it, in order of time. `partly`: only some of the words. */
  accepted: z
    .array(
      z.strictObject({
        at: z.number(),
        alternative: z.int().nonnegative(),
        texts: z.array(shortText),
        partly: z.boolean()
      })
    )
    .max(100)
})
export type Run = z.infer<typeof runSchema>

/** The most runs that are kept with a document; the oldest go first. */
export const mostRuns = 100

/** What is kept beside a document about how its text came to be. */
export const companionSchema = z.strictObject({
  authorship: authorshipSchema,
  /** In order of time. */
  runs: z.array(runSchema).max(mostRuns),
  /** The text that `authorship` covers, when it is not the document's: another program changed the file. */
  text: z.string().optional()
})
export type Companion = z.infer<typeof companionSchema>

/** Something to be written to a file that the writer chooses. */
export const exportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('history'), name: z.string(), runs: z.array(runSchema) }),
  z.strictObject({
    kind: z.enum(['authorship', 'annotated']),
    name: z.string(),
    text: z.string(),
    authorship: authorshipSchema
  })
])
export type Export = z.infer<typeof exportSchema>
