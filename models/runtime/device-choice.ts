import { env } from 'onnxruntime-node'
import { mkdir, readFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { writeJsonAtomically } from '../catalog/checksum'
import {
  deviceDecisionSchema,
  type DeviceDecision,
  type ExecutionDevice,
  type Refusal
} from './device-decision'
import { accelerators, roundedTime, tryDevice } from './devices'

/** The CPU computes with eight-bit integers and the others with floats: only a clear lead is worth leaving it. */
const worthwhileLead = 3

/**
 * The accelerator that leads the CPU clearly in a timed trial, the fastest if there are several; else the CPU.
 * @param attempt the trial
 */
export async function chooseDevice(
  platform: NodeJS.Platform = process.platform,
  attempt: typeof tryDevice = tryDevice
): Promise<DeviceDecision> {
  const cpu = await attempt('cpu')
  const cpuTime = cpu.usable ? roundedTime(cpu.milliseconds) : 'failed'
  const refused: Refusal[] = []
  const slower = (device: ExecutionDevice, times: string): Refusal => ({
    device,
    kind: 'slow',
    reason: `It was not clearly the fastest in the trial (${times}).`
  })
  let best: Pick<DeviceDecision, 'device' | 'why'> = { device: 'cpu', why: 'No other device can be used.' }
  let bestTime = cpu.usable ? cpu.milliseconds / worthwhileLead : Infinity
  let bestTimes = ''
  for (const device of accelerators[platform] ?? []) {
    const trial = await attempt(device)
    if (!trial.usable) {
      const { kind, reason } = trial
      refused.push({ device, kind, reason })
      continue
    }
    const times = `${device} ${roundedTime(trial.milliseconds)}, cpu ${cpuTime}`
    if (trial.milliseconds < bestTime) {
      if (best.device !== 'cpu') refused.push(slower(best.device, bestTimes))
      best = { device, why: `It was the fastest in the trial (${times}).` }
      bestTime = trial.milliseconds
      bestTimes = times
      continue
    }
    refused.push(slower(device, times))
    if (best.device === 'cpu') {
      best = { device: 'cpu', why: `No other device was clearly faster in the trial (${times}).` }
    }
  }
  return { ...best, refused }
}

const choiceSchema = z.strictObject({
  runtime: z.string(),
  system: z.string(),
  ...deviceDecisionSchema.shape
})
type Choice = z.infer<typeof choiceSchema>

const choiceName = 'device.json'

/** The choice is made anew for another version of the runtime and on another machine. */
const choiceContext = (): Pick<Choice, 'runtime' | 'system'> => ({
  runtime: env.versions.common,
  system: `${process.platform} ${process.arch} ${release()} ${cpus()[0]?.model ?? ''}`
})

/** The decision of `chooseDevice`, remembered in a folder so that the trials run once. */
export async function rememberedDevice(
  cacheDirectory: string,
  choose: () => Promise<DeviceDecision> = () => chooseDevice()
): Promise<DeviceDecision> {
  const path = join(cacheDirectory, choiceName)
  const context = choiceContext()
  const remembered = await readChoice(path)
  if (remembered?.runtime === context.runtime && remembered.system === context.system) {
    const { device, why, refused } = remembered
    return { device, why, refused }
  }
  const decision = await choose()
  await rememberDevice(cacheDirectory, decision)
  return decision
}

/** Makes `rememberedDevice` decide so from now on: for a device that passed its trial and then failed at the work. */
export async function rememberDevice(cacheDirectory: string, decision: DeviceDecision): Promise<void> {
  await mkdir(cacheDirectory, { recursive: true })
  await writeJsonAtomically(join(cacheDirectory, choiceName), { ...choiceContext(), ...decision })
}

/** Undefined where nothing readable is remembered: then the trials run again. */
async function readChoice(path: string): Promise<Choice | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  try {
    return choiceSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
