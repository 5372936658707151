import { env, InferenceSession, Tensor } from 'onnxruntime-node'
import type { ExecutionDevice } from './device-decision'
import type { GraphSession, TensorValue } from './graph-session'
import { RuntimeError } from './runtime-error'

const fatalOnly = 4

/**
 * The runtime's name for each device. It is asked for alone: beside another one, a provider that is missing would be
 * passed over in silence. Operators that a provider lacks are computed by the CPU all the same.
 */
const providers: Record<ExecutionDevice, string> = {
  cpu: 'cpu',
  webgpu: 'webgpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml'
}

/**
 * Loads a model of the runtime for a device. Threads are left to the runtime: it takes one a physical core. What it
 * cannot do it tells by an error, so that it need not write to standard error as well.
 */
export async function createSession(
  model: string | Uint8Array,
  device: ExecutionDevice
): Promise<InferenceSession> {
  env.logLevel = 'fatal'
  const options: InferenceSession.SessionOptions = {
    executionProviders: [providers[device]],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: fatalOnly,
    // Threads that sleep between two operators lose a tenth of the time of a call, and threads that spin for long take the
    // processor from the editor, and from a busy machine most of all. They spin for microseconds, and only within a call.
    // A key that a row does not see has a share of e⁻⁸⁸: computed as the denormal number that it is, it makes a softmax four times as slow.
    extra: {
      session: {
        force_spinning_stop: '1',
        intra_op: { spin_duration_us: '50' },
        set_denormal_as_zero: '1'
      }
    }
  }
  return typeof model === 'string'
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options)
}

/**
 * Loads an ONNX file.
 * @throws RuntimeError `device-unusable` where the graph cannot be loaded for this device
 */
export async function openGraph(path: string, device: ExecutionDevice): Promise<GraphSession> {
  let session: InferenceSession
  try {
    session = await createSession(path, device)
  } catch (error) {
    throw new RuntimeError('device-unusable', `The graph cannot be loaded for ${device}: ${reason(error)}`, {
      cause: error
    })
  }
  return {
    async run(inputs, outputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { type, data, dimensions }]) => [
          name,
          new Tensor(type, data, dimensions)
        ])
      )
      try {
        const results = await session.run(feeds, [...outputs])
        return Object.fromEntries(outputs.map((name) => [name, toValue(results[name])]))
      } catch (error) {
        throw new RuntimeError(
          'graph-failed',
          `The model failed on ${device}: ${reason(error)}. Choose another device, or close other programs if memory is short.`,
          { cause: error }
        )
      }
    },
    release: () => session.release()
  }
}

/** What the runtime says, on one line, without the place in its source. */
export function reason(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
  return line.replace(/^.*\bwas false\. /, '').trim()
}

function toValue(tensor: Tensor | undefined): TensorValue {
  const { data, dims: dimensions } = tensor ?? {}
  if (dimensions !== undefined) {
    if (data instanceof Float32Array) return { type: 'float32', data, dimensions }
    if (data instanceof Int32Array) return { type: 'int32', data, dimensions }
    if (data instanceof BigInt64Array) return { type: 'int64', data, dimensions }
  }
  throw new TypeError('The runtime gave back a tensor of an unknown type.')
}
