import { z } from 'zod'

/** A word as the spelling check meets it: letters, with apostrophes inside. */
export const personalWordSchema = z
  .string()
  .max(100)
  .regex(/^[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*$/u)
