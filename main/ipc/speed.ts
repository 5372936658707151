import { z } from 'zod'
import { benchExtentSchema, benchReportSchema } from '../../models/bench/bench-schema'

export const speedRequestSchema = z.strictObject({ requestId: z.uuid(), extent: benchExtentSchema })
export type SpeedRequest = z.infer<typeof speedRequestSchema>

/** What was measured on this machine, and when. */
export const speedRecordSchema = z.strictObject({
  /** Milliseconds since 1970. */
  at: z.number(),
  extent: benchExtentSchema,
  report: benchReportSchema
})
export type SpeedRecord = z.infer<typeof speedRecordSchema>
