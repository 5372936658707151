import { env } from 'onnxruntime-node'
import { mkdir, readFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { writeJsonAtomically } from '../catalog/checksum'
import { accelerators, allDevices, roundedTime, tryDevice } from './devices'
import type { ExecutionDevice } from './onnx-session'

/** The CPU computes with eight-bit integers and the others with floats: only a clear lead is worth leaving it. */
const worthwhileLead = 3

export interface DeviceDecision {
  readonly device: ExecutionDevice
  /** A sentence for people. */
  readonly why: string
}

/**
 * The accelerator that leads the CPU clearly in a timed trial, the fastest if there are several; else the CPU.
 * @param attempt the trial
 */
export async function chooseDevice(
  platform: NodeJS.Platform = process.platform,
  attempt: typeof tryDevice = tryDevice
): Promise<DeviceDecision> {
  const cpu = await attempt('cpu')
  let best: DeviceDecision = { device: 'cpu', why: 'No other device can be used.' }
  let bestTime = cpu.usable ? cpu.milliseconds / worthwhileLead : Infinity
  for (const device of accelerators[platform] ?? []) {
    const trial = await attempt(device)
    if (!trial.usable) continue
    const times = `${roundedTime(trial.milliseconds)}, cpu ${cpu.usable ? roundedTime(cpu.milliseconds) : 'failed'}`
    if (trial.milliseconds < bestTime) {
      best = { device, why: `It was the fastest in the trial (${device} ${times}).` }
      bestTime = trial.milliseconds
    } else if (best.device === 'cpu') {
      best = { device: 'cpu', why: `No other device was clearly faster in the trial (${device} ${times}).` }
    }
  }
  return best
}

const choiceSchema = z.strictObject({
  runtime: z.string(),
  system: z.string(),
  device: z.enum(allDevices),
  why: z.string()
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
    return { device: remembered.device, why: remembered.why }
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
