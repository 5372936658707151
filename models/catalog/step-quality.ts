import { z } from 'zod'

/**
 * How well the model writes, against the tokens that it chooses in one network call: the judge's surprise at spans that it filled, as
 * `npm run eval -- steps` measures it. From fewest tokens a call to most.
 */
export const stepQualitySchema = z
  .array(
    z.strictObject({
      tokensPerCall: z.number().positive(),
      /** Nats a token; less is better. */
      surprise: z.number()
    })
  )
  .max(100)
  .refine(
    (points) =>
      points.every((point, index) => index === 0 || point.tokensPerCall > points[index - 1]!.tokensPerCall),
    'the points must go from fewest tokens a call to most'
  )
export type StepQuality = z.infer<typeof stepQualitySchema>
