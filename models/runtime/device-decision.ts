import { z } from 'zod'

export const allDevices = ['cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const
export type ExecutionDevice = (typeof allDevices)[number]

/** A device that was tried and left. */
export const refusalSchema = z.strictObject({
  device: z.enum(allDevices),
  /** `absent`: the machine lacks something that it needs; `failed`: it computed wrongly, or broke down at its work. */
  kind: z.enum(['absent', 'slow', 'failed']),
  /** A sentence for people. */
  reason: z.string()
})
export type Refusal = z.infer<typeof refusalSchema>

/** What a model runs on, and why on nothing else. */
export const deviceDecisionSchema = z.strictObject({
  device: z.enum(allDevices),
  /** A sentence for people. */
  why: z.string(),
  refused: z.array(refusalSchema)
})
export type DeviceDecision = z.infer<typeof deviceDecisionSchema>
