import { z } from 'zod'

export const memorySampleSchema = z.strictObject({ fills: z.int().nonnegative(), bytes: z.number() })
export type MemorySample = z.infer<typeof memorySampleSchema>

/** Bytes that memory grows by a fill in the second half of the samples, when all caches are full: a least-squares slope. */
export function growth(samples: readonly MemorySample[]): number {
  const late = samples.slice(samples.length >> 1)
  const fills = late.reduce((sum, sample) => sum + sample.fills, 0) / late.length
  const bytes = late.reduce((sum, sample) => sum + sample.bytes, 0) / late.length
  const product = late.reduce((sum, sample) => sum + (sample.fills - fills) * (sample.bytes - bytes), 0)
  return product / late.reduce((sum, sample) => sum + (sample.fills - fills) ** 2, 0)
}
