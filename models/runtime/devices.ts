import { InferenceSession, Tensor } from 'onnxruntime-node'
import { OnnxGraph } from '../formats/onnx-graph'
import { executionProviders, reason, type ExecutionDevice } from './onnx-session'

export interface DeviceReport {
  readonly device: ExecutionDevice
  readonly usable: boolean
  /** A sentence: why it is not usable, or that it passed. */
  readonly reason: string
}

/** Devices that the runtime's package brings for each platform (onnxruntime-node 1.30), besides the CPU. */
const accelerators: Partial<Record<NodeJS.Platform, readonly ExecutionDevice[]>> = {
  darwin: ['coreml', 'webgpu'],
  win32: ['directml', 'webgpu'],
  linux: ['cuda', 'webgpu']
}

const allDevices: readonly ExecutionDevice[] = ['cpu', 'webgpu', 'cuda', 'directml', 'coreml']

/** Side of the matrices of a trial: enough work to tell a processor that draws from one that pretends to. */
const trialSize = 768
const trialRuns = 3

/** The CPU computes with eight-bit integers and the others with floats: only a clear lead is worth leaving it. */
const worthwhileLead = 3

type Trial =
  | { readonly usable: true; readonly milliseconds: number }
  | { readonly usable: false; readonly reason: string }

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
    reports.push({ device, usable: trial.usable, reason: trial.usable ? 'It passed a trial.' : trial.reason })
  }
  return reports
}

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

/** Multiplies matrices of ones on a device, checks the product and takes the time of the fastest of a few runs. */
async function tryDevice(device: ExecutionDevice): Promise<Trial> {
  try {
    const session = await InferenceSession.create(trialGraph(), {
      executionProviders: executionProviders[device].slice(0, 1),
      logSeverityLevel: 4
    })
    try {
      const matrix = new Tensor('float32', new Float32Array(trialSize ** 2).fill(1), [trialSize, trialSize])
      let milliseconds = Infinity
      for (let run = 0; run < trialRuns; run += 1) {
        const start = performance.now()
        const { product } = await session.run({ left: matrix, right: matrix })
        milliseconds = Math.min(milliseconds, performance.now() - start)
        const values = product?.data
        if (!(values instanceof Float32Array) || values.some((value) => Math.abs(value - trialSize) > 0.5)) {
          return { usable: false, reason: 'It computed a wrong result in the trial.' }
        }
      }
      return { usable: true, milliseconds }
    } finally {
      await session.release()
    }
  } catch (error) {
    return { usable: false, reason: `The runtime could not start it: ${reason(error)}` }
  }
}

function trialGraph(): Uint8Array {
  const graph = new OnnxGraph('trial')
  const left = graph.input('left', 'float32', [trialSize, trialSize])
  const right = graph.input('right', 'float32', [trialSize, trialSize])
  graph.output(graph.node('MatMul', 'product', [left, right]), 'float32', [trialSize, trialSize])
  return graph.encode()
}
