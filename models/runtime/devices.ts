import { Tensor } from 'onnxruntime-node'
import { OnnxGraph } from '../formats/onnx-graph'
import { allDevices, type ExecutionDevice } from './device-decision'
import { createSession, reason } from './onnx-session'

export interface DeviceReport {
  readonly device: ExecutionDevice
  readonly usable: boolean
  /** A sentence: why it is not usable, or that it passed. */
  readonly reason: string
}

/** Devices that the runtime's package brings for each platform (onnxruntime-node 1.30), besides the CPU. */
export const accelerators: Partial<Record<NodeJS.Platform, readonly ExecutionDevice[]>> = {
  darwin: ['coreml', 'webgpu'],
  win32: ['directml', 'webgpu'],
  linux: ['cuda', 'webgpu']
}

/** Side of the matrices of a trial: enough work to tell a processor that draws from one that pretends to. */
const trialSize = 768
const trialRuns = 3
/** A device that has taken this long, in milliseconds, is not run again: it is slow enough to be told from a fast one. */
const trialPatience = 1000

export type Trial =
  | { readonly usable: true; readonly milliseconds: number }
  /** `failed`: it is there, and computed a wrong result. */
  | { readonly usable: false; readonly kind: 'absent' | 'failed'; readonly reason: string }

/** What can be used on this machine, and why the rest cannot. */
export async function listDevices(platform: NodeJS.Platform = process.platform): Promise<DeviceReport[]> {
  const available: readonly ExecutionDevice[] = ['cpu', ...(accelerators[platform] ?? [])]
  const reports: DeviceReport[] = []
  for (const device of allDevices) {
    if (!available.includes(device)) {
      reports.push({ device, usable: false, reason: `It does not exist on this system (${platform}).` })
      continue
    }
    const trial = await tryDevice(device)
    const reason = trial.usable ? `It passed a trial in ${roundedTime(trial.milliseconds)}.` : trial.reason
    reports.push({ device, usable: trial.usable, reason })
  }
  return reports
}

/** Multiplies matrices of ones on a device, checks the product and takes the time of the fastest of a few runs. */
export async function tryDevice(device: ExecutionDevice): Promise<Trial> {
  try {
    const session = await createSession(trialGraph(), device)
    try {
      const matrix = new Tensor('float32', new Float32Array(trialSize ** 2).fill(1), [trialSize, trialSize])
      let milliseconds = Infinity
      const begun = performance.now()
      for (
        let run = 0;
        run < trialRuns && (run === 0 || performance.now() - begun < trialPatience);
        run += 1
      ) {
        const start = performance.now()
        const { product } = await session.run({ left: matrix, right: matrix })
        milliseconds = Math.min(milliseconds, performance.now() - start)
        const values = product?.data
        if (!(values instanceof Float32Array) || values.some((value) => Math.abs(value - trialSize) > 0.5)) {
          return { usable: false, kind: 'failed', reason: 'It computed a wrong result in the trial.' }
        }
      }
      return { usable: true, milliseconds }
    } finally {
      await session.release()
    }
  } catch (error) {
    return { usable: false, kind: 'absent', reason: `${obstacles[device]} (${reason(error)})` }
  }
}

/** Milliseconds for people: two digits at least. */
export const roundedTime = (milliseconds: number): string =>
  `${Number(milliseconds.toPrecision(milliseconds < 100 ? 2 : 3))} ms`

/** What usually stands in the way of a device, and what to do about it. */
const obstacles: Record<ExecutionDevice, string> = {
  cpu: 'The runtime could not start; reinstall the program.',
  webgpu: 'No graphics processor with a working driver was found; install the driver of its maker.',
  cuda: 'The CUDA libraries of the runtime are not installed, or there is no NVIDIA graphics processor.',
  directml: 'No graphics processor with DirectX 12 was found; update its driver.',
  coreml: 'Core ML could not be started; it needs a current macOS.'
}

function trialGraph(): Uint8Array {
  const graph = new OnnxGraph('trial')
  const left = graph.input('left', 'float32', [trialSize, trialSize])
  const right = graph.input('right', 'float32', [trialSize, trialSize])
  graph.output(graph.node('MatMul', 'product', [left, right]), 'float32', [trialSize, trialSize])
  return graph.encode()
}
