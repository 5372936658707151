/**
 * What main and the inference process say to each other. Both ends parse what they receive: the other side may be a process that is failing.
 * One job at a time, a fill, a reading, a measurement or a reading ahead: the queue stands in main, where it outlives a crash.
 */
import { z } from 'zod'
import {
  errorPayloadSchema,
  fillRequestSchema,
  inferenceStatusSchema,
  surpriseRequestSchema
} from '../ipc/contract'
import { personalWordSchema } from '../ipc/personal-word'
import { speedRequestSchema } from '../ipc/speed'
import { benchReportSchema } from '../../models/bench/bench-schema'
import { fillProgressSchema, fillResultSchema } from '../../models/infill/proposal'
import { surprisedWordSchema } from '../../models/scoring/surprised-word'

const requestIdSchema = fillRequestSchema.shape.requestId
const [startingSchema, preparingSchema, readySchema] = inferenceStatusSchema.options

export const toInferenceSchema = z.discriminatedUnion('type', [
  /** The first message: load the model of this folder. What is built for a device goes to `cacheFolder`. */
  z.strictObject({ type: z.literal('start'), modelFolder: z.string(), cacheFolder: z.string() }),
  /** `ownWords`: those that the writer has taken up. */
  z.strictObject({
    type: z.literal('fill'),
    request: fillRequestSchema,
    ownWords: z.array(personalWordSchema)
  }),
  z.strictObject({ type: z.literal('read-ahead'), request: fillRequestSchema }),
  z.strictObject({ type: z.literal('surprise'), request: surpriseRequestSchema }),
  z.strictObject({ type: z.literal('measure'), request: speedRequestSchema }),
  z.strictObject({ type: z.literal('cancel'), requestId: requestIdSchema })
])
export type ToInference = z.infer<typeof toInferenceSchema>

export const fromInferenceSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('status'),
    status: z.discriminatedUnion('state', [startingSchema, preparingSchema, readySchema])
  }),
  z.strictObject({ type: z.literal('progress'), requestId: requestIdSchema, progress: fillProgressSchema }),
  z.strictObject({ type: z.literal('done'), requestId: requestIdSchema, result: fillResultSchema }),
  z.strictObject({ type: z.literal('ahead-done'), requestId: requestIdSchema }),
  /** Words that a reading has found since the last message, in order; `fraction` of its range is read, 0 … 1. */
  z.strictObject({
    type: z.literal('words'),
    requestId: requestIdSchema,
    words: z.array(surprisedWordSchema),
    fraction: z.number()
  }),
  z.strictObject({ type: z.literal('words-done'), requestId: requestIdSchema }),
  /** The share that is measured, 0 … 1. */
  z.strictObject({ type: z.literal('measuring'), requestId: requestIdSchema, fraction: z.number() }),
  z.strictObject({ type: z.literal('measured'), requestId: requestIdSchema, report: benchReportSchema }),
  /** The model runs on the processor, because the device that had been chosen failed. */
  z.strictObject({ type: z.literal('fell-back'), why: z.string() }),
  /** A job ended without a result; `cancelled` also has this form. `trace` is for the log and holds none of the writer's words. */
  z.strictObject({
    type: z.literal('job-failed'),
    requestId: requestIdSchema,
    error: errorPayloadSchema,
    trace: z.string()
  }),
  /** The model cannot be used; the process is of no more use. */
  z.strictObject({ type: z.literal('start-failed'), error: errorPayloadSchema, trace: z.string() })
])
export type FromInference = z.infer<typeof fromInferenceSchema>
