import { z } from 'zod'
import { architectureSchema } from '../architectures/context-denoiser/architecture'
import { stepQualitySchema } from './step-quality'

/**
 * A path inside the model folder, with forward slashes. The endings are those of data: a format that can carry code
 * (pickles in .bin, .pt, .ckpt …) is refused by name, before anything opens it.
 */
const pathSchema = z
  .string()
  .max(255)
  .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'a path must stay inside the model folder')
  .regex(
    /(\.(safetensors|json|md|txt)|(^|\/)(LICENSE|NOTICE))$/,
    'only safetensors, JSON and text files are read'
  )

export const modelFileSchema = z.strictObject({
  path: pathSchema,
  /** Of the file's bytes, lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** In bytes. */
  size: z.int().nonnegative()
})
export type ModelFile = z.infer<typeof modelFileSchema>

/** What `model.json` says of a model. */
export const manifestSchema = z
  .strictObject({
    format: z.literal(1),
    /** Used in commands and as a folder name. */
    name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/),
    displayName: z.string().min(1).max(200),
    family: z.literal('context-denoiser'),
    /** Forward process of the diffusion (SEDD, arXiv 2310.16834, section 3). */
    graph: z.literal('absorb'),
    noise: z.literal('log-linear'),
    /** Whether token j is predicted at position j − 1, as in the autoregressive model that the weights come from. */
    shift: z.literal(true),
    capabilities: z.array(z.enum(['context-cache', 'length', 'autoregressive'])),
    architecture: architectureSchema,
    /** Absent where nobody measured it. */
    stepQuality: stepQualitySchema.optional(),
    files: z.array(modelFileSchema).min(1).max(1000),
    licence: z.string().min(1).max(100),
    /** Where the weights come from; free fields for people to read. */
    origin: z.looseObject({})
  })
  .refine(
    ({ files }) => new Set(files.map(({ path }) => path.toLowerCase())).size === files.length,
    'a file must not be listed twice'
  )
export type Manifest = z.infer<typeof manifestSchema>
