import { z } from 'zod'

const sizeSchema = z
  .int()
  .positive()
  .max(1 << 24)
const tokenIdSchema = z.int().nonnegative()

/** Sizes and special ids of a context denoiser, as its manifest gives them (README.md). */
export const architectureSchema = z
  .strictObject({
    family: z.literal('context-denoiser'),
    layers: sizeSchema,
    hidden: sizeSchema,
    /** Query heads; groups of heads / kvHeads share a key/value head. */
    heads: sizeSchema,
    kvHeads: sizeSchema,
    headDim: sizeSchema.multipleOf(2),
    intermediate: sizeSchema,
    rmsNormEpsilon: z.number().positive(),
    ropeTheta: z.number().positive(),
    vocabularySize: sizeSchema,
    maskId: tokenIdSchema,
    padId: tokenIdSchema,
    endOfTextId: tokenIdSchema,
    /** Ids that never carry probability, MASK among them, PAD not. */
    bannedIds: z.array(tokenIdSchema),
    /** Longest window in tokens, canvases and beginning-of-text included. */
    window: sizeSchema,
    rank: sizeSchema,
    alpha: z.number().positive()
  })
  .refine(({ heads, kvHeads }) => heads % kvHeads === 0, 'heads must be a multiple of kvHeads')
  .refine(
    ({ vocabularySize, maskId, padId, endOfTextId, bannedIds }) =>
      [maskId, padId, endOfTextId, ...bannedIds].every((id) => id < vocabularySize),
    'special ids must be smaller than vocabularySize'
  )
  .refine(
    ({ maskId, padId, bannedIds }) => bannedIds.includes(maskId) && !bannedIds.includes(padId),
    'bannedIds must hold maskId and not padId'
  )
export type Architecture = z.infer<typeof architectureSchema>

/** Ids with a column in the output, ascending: neither banned nor PAD, whose logit is computed apart. */
export function outputIds({ vocabularySize, padId, bannedIds }: Architecture): Int32Array {
  const left = new Set([padId, ...bannedIds])
  return Int32Array.from({ length: vocabularySize }, (_, id) => id).filter((id) => !left.has(id))
}
