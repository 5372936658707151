import { join } from 'node:path'
import { graphFiles } from '../architectures/context-denoiser/build-graphs'
import { ContextDenoiser } from '../architectures/context-denoiser/context-denoiser'
import type { Denoiser } from '../architectures/denoiser'
import { verifyModelFolder, type ModelFolder } from '../catalog/model-folder'
import { cpuPrecision } from './cpu-precision'
import { rememberDevice, rememberedDevice } from './device-choice'
import type { DeviceDecision, ExecutionDevice } from './device-decision'
import { ensureGraphs } from './graph-cache'
import type { GraphSession } from './graph-session'
import { openGraph } from './onnx-session'
import { RuntimeError } from './runtime-error'
import { measureTiming, type Timing } from './timing'

export type DeviceChoice = 'auto' | ExecutionDevice

export interface OpenDenoiserOptions {
  /** Where graphs are kept once they are built: about 300 MB a model on the CPU, 1.1 GB on other devices. */
  readonly cacheDirectory: string
  readonly device: DeviceChoice
  /** Told the share that is done of the graphs' first build, 0 … 1; not called when they are there already. */
  readonly onProgress?: (fraction: number) => void
  readonly signal?: AbortSignal
  /** Told why, in a sentence, when `auto` had to leave the device that it had chosen for the CPU. */
  readonly onFallback?: ((why: string) => void) | undefined
  /** Wraps each session of the runtime, to measure it. */
  readonly watch?: ((session: GraphSession) => GraphSession) | undefined
}

/** A denoiser that knows how fast it is here, and why it runs on its device. */
export type TimedDenoiser = Denoiser & { timing(): Timing; decision(): DeviceDecision }

/**
 * Verifies a model's files, builds the graphs of the device on first use, loads and warms them.
 * Call it in the main thread of a process: the runtime must not be loaded by several worker threads.
 * Rejects with the signal's reason when it is aborted.
 * @throws CatalogError, FormatError, RuntimeError
 */
export async function openDenoiser(
  folder: ModelFolder,
  options: OpenDenoiserOptions
): Promise<TimedDenoiser> {
  const { cacheDirectory, signal } = options
  signal?.throwIfAborted()
  await verifyModelFolder(folder, { cacheDirectory, signal })
  if (options.device !== 'auto') {
    return openOn({ device: options.device, why: 'It was asked for.', refused: [] }, folder, options)
  }
  const decision = await rememberedDevice(cacheDirectory)
  const { device } = decision
  if (device === 'cpu') return openOn(decision, folder, options)
  // It passed a small trial and may still fail at this model, or end the process (a driver can): then the next start
  // finds the CPU remembered, which carries everything.
  await rememberDevice(cacheDirectory, onCpuInstead(decision, 'ended the program when it ran the model.'))
  try {
    const denoiser = await openOn(decision, folder, options)
    await rememberDevice(cacheDirectory, decision)
    return denoiser
  } catch (error) {
    if (!(error instanceof RuntimeError)) {
      await rememberDevice(cacheDirectory, decision)
      throw error
    }
    const instead = onCpuInstead(decision, `failed at the model: ${error.message}`)
    await rememberDevice(cacheDirectory, instead)
    options.onFallback?.(instead.why)
    return openOn(instead, folder, options)
  }
}

/** @param reason what the device did, without its name in front */
const onCpuInstead = ({ device, refused }: DeviceDecision, reason: string): DeviceDecision => ({
  device: 'cpu',
  why: `${device} ${reason}`,
  refused: [...refused, { device, kind: 'failed', reason: `It ${reason}` }]
})

/** More rows at once gain a processor nothing, and let a stop wait. */
const rowsPerCall = (device: ExecutionDevice): number => (device === 'cpu' ? 144 : Infinity)

async function openOn(
  decision: DeviceDecision,
  folder: ModelFolder,
  { cacheDirectory, onProgress, signal, watch = (session) => session }: OpenDenoiserOptions
): Promise<TimedDenoiser> {
  const { device } = decision
  const precision = device === 'cpu' ? await cpuPrecision() : 'float32'
  const directory = await ensureGraphs(folder, precision, { cacheDirectory, onProgress, signal })
  const { name, architecture } = folder.manifest
  const { context, canvas } = await openGraphs(directory, device)
  const denoiser = new ContextDenoiser({
    name,
    device,
    architecture,
    rowsPerCall: rowsPerCall(device),
    context: watch(context),
    canvas: watch(canvas)
  })
  try {
    const timing = await measureTiming(denoiser, signal)
    return Object.assign(denoiser, { timing: () => timing, decision: () => decision })
  } catch (error) {
    await denoiser.dispose()
    throw error
  }
}

async function openGraphs(
  directory: string,
  device: ExecutionDevice
): Promise<{ readonly context: GraphSession; readonly canvas: GraphSession }> {
  const context = await openGraph(join(directory, graphFiles.context), device)
  try {
    return { context, canvas: await openGraph(join(directory, graphFiles.canvas), device) }
  } catch (error) {
    await context.release()
    throw error
  }
}
