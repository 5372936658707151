import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildGraphs, graphFiles, type PrecisionName } from '../architectures/context-denoiser/build-graphs'
import { ContextDenoiser } from '../architectures/context-denoiser/context-denoiser'
import { loadModelFolder, locateFile } from '../catalog/model-folder'
import { cpuPrecision } from '../runtime/cpu-precision'
import type { GraphSession } from '../runtime/graph-session'
import { openGraph } from '../runtime/onnx-session'

export interface TestDenoiserOptions {
  readonly rowsPerCall?: number
  /** May wrap the sessions, context first. */
  readonly watch?: (session: GraphSession) => GraphSession
}

/** Opens a model on the CPU in the precision asked for (eight bits as this processor needs them), without a cache. */
export async function openInPrecision(
  directory: string,
  precision: PrecisionName,
  { rowsPerCall = Infinity, watch = (session) => session }: TestDenoiserOptions = {}
): Promise<ContextDenoiser> {
  const folder = await loadModelFolder(directory)
  const { architecture, files, name } = folder.manifest
  const weights = files.filter(({ path }) => path.endsWith('.safetensors'))
  const sources = await Promise.all(weights.map((file) => locateFile(folder, file)))
  const target = await mkdtemp(join(tmpdir(), 'graphs-'))
  try {
    const held = precision === 'int8' ? await cpuPrecision() : precision
    await buildGraphs({ architecture, precision: held, directory: target, sources })
    const context = watch(await openGraph(join(target, graphFiles.context), 'cpu'))
    const canvas = watch(await openGraph(join(target, graphFiles.canvas), 'cpu'))
    return new ContextDenoiser({ name, device: 'cpu', architecture, rowsPerCall, context, canvas })
  } finally {
    await rm(target, { recursive: true })
  }
}
