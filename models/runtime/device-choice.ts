import { env } from 'onnxruntime-node'
import { mkdir, readFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { writeJsonAtomically } from '../catalog/checksum'
import { accelerators, allDevices, tryDevice } from './devices'
import type { ExecutionDevice } from './onnx-session'

/** The CPU computes with eight-bit integers and the others with floats: only a clear lead is worth leaving it. */
const worthwhileLead = 3

/** The accelerator that leads the CPU clearly in a timed trial, the fastest if there are several; else the CPU. */
export async function chooseDevice(platform: NodeJS.Platform = process.platform): Promise<ExecutionDevice> {
  const cpu = await tryDevice('cpu')
  let best: ExecutionDevice = 'cpu'
  let bestTime = cpu.usable ? cpu.milliseconds / worthwhileLead : Infinity
  for (const device of accelerators[platform] ?? []) {
    const trial = await tryDevice(device)
    if (trial.usable && trial.milliseconds < bestTime) {
      best = device
      bestTime = trial.milliseconds
    }
  }
  return best
}

const choiceSchema = z.strictObject({ runtime: z.string(), system: z.string(), device: z.enum(allDevices) })
type Choice = z.infer<typeof choiceSchema>

const choiceName = 'device.json'

/** The choice is made anew for another version of the runtime and on another machine. */
const choiceContext = (): Omit<Choice, 'device'> => ({
  runtime: env.versions.common,
  system: `${process.platform} ${process.arch} ${release()} ${cpus()[0]?.model ?? ''}`
})

/** The device of `chooseDevice`, remembered in a folder so that the trials run once. */
export async function rememberedDevice(cacheDirectory: string): Promise<ExecutionDevice> {
  const path = join(cacheDirectory, choiceName)
  const context = choiceContext()
  const remembered = await readChoice(path)
  if (remembered?.runtime === context.runtime && remembered.system === context.system)
    return remembered.device
  const device = await chooseDevice()
  await rememberDevice(cacheDirectory, device)
  return device
}

/** Makes `rememberedDevice` give this device from now on: for one that passed its trial and then failed at the work. */
export async function rememberDevice(cacheDirectory: string, device: ExecutionDevice): Promise<void> {
  await mkdir(cacheDirectory, { recursive: true })
  await writeJsonAtomically(join(cacheDirectory, choiceName), { ...choiceContext(), device })
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
