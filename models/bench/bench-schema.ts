import { z } from 'zod'

/** What the engine is held to, each a ratio of two medians of one run; README.md says what each must not exceed. */
export const ratiosSchema = z.strictObject({
  /** A step of a fill, sampler and messages to another process included, over the runtime's call in it. */
  stepOverBareRuntime: z.number(),
  /** A step of 32 tokens over 512 tokens of cached context, over the same weights run on the whole window. */
  cachedStepOverFullWindow: z.number(),
  fourAlternativesOverOne: z.number(),
  /** The same gap in a document of 1 MB and of 5 kB. */
  longDocumentOverShort: z.number()
})
export type Ratios = z.infer<typeof ratiosSchema>

/** What a number of steps costs and brings. */
export const stepFigureSchema = z.strictObject({
  steps: z.int().positive(),
  /** Network calls that were made, median. */
  networkCalls: z.number(),
  /** Of a fill where the context was read before, median. */
  milliseconds: z.number(),
  /** How surprised the judge is by a filled gap and the 32 tokens behind it, in nats a token; mean over the places, and its standard error. */
  judgeNatsPerToken: z.number(),
  standardError: z.number()
})
export type StepFigure = z.infer<typeof stepFigureSchema>

/** What a step of a fill costs in one setting. */
export const callFigureSchema = z.strictObject({
  /** Tokens of cached context: as many as were asked for and the window holds. */
  context: z.int().nonnegative(),
  /** Tokens of the canvas, all of them asked for. */
  canvas: z.int().positive(),
  alternatives: z.int().positive(),
  /** Of one step, median. */
  milliseconds: z.number(),
  /** Tokens written a second by a fill that takes 16 calls (a call a token where there are fewer), all alternatives together. */
  tokensPerSecond: z.number()
})
export type CallFigure = z.infer<typeof callFigureSchema>

export const benchReportSchema = z.strictObject({
  /** Null where they were not measured. */
  ratios: ratiosSchema.nullable(),
  steps: z.array(stepFigureSchema),
  calls: z.array(callFigureSchema),
  device: z.string(),
  model: z.string()
})
export type BenchReport = z.infer<typeof benchReportSchema>

/** `short`: what a person waits for, half a minute; `whole`: up to three minutes. */
export const benchExtentSchema = z.enum(['short', 'whole'])
export type BenchExtent = z.infer<typeof benchExtentSchema>
