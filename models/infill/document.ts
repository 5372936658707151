import { z } from 'zod'

/** A range of UTF-16 code units, `end` exclusive. */
export const spanSchema = z
  .strictObject({ start: z.int().nonnegative(), end: z.int().nonnegative() })
  .refine((span) => span.start <= span.end, 'a span must not end before it starts')
export type Span = z.infer<typeof spanSchema>

/**
 * A span to regenerate. An empty region is a gap. `words` is the wanted length in words, shared out over the parts of the region that are not locked;
 * without it a gap's length is automatic and a region with text keeps about its length.
 */
export const regionSchema = z
  .strictObject({
    start: z.int().nonnegative(),
    end: z.int().nonnegative(),
    words: z.int().min(1).max(400).optional()
  })
  .refine((region) => region.start <= region.end, 'a region must not end before it starts')
export type Region = z.infer<typeof regionSchema>

/** A text with its regions (sorted, not overlapping) and locks (sorted, not overlapping; inside or outside regions). */
export interface MarkedDocument {
  readonly text: string
  readonly regions: readonly Region[]
  readonly locks: readonly Span[]
}
