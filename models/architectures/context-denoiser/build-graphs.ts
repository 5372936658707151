import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ExternalDataWriter } from '../../formats/external-data'
import type { Architecture } from './architecture'
import { float32Precision } from './float32-precision'
import { int8Precision } from './int8-precision'
import { networkGraph } from './network-graph'
import { plannedWeights, storeNetwork, storeSharedWeights } from './network-weights'
import type { Precision } from './precision'
import { WeightSource } from './weight-source'

/** `int8-unsigned` is for processors on which products of signed weights saturate; int8-precision.ts. */
export type PrecisionName = 'float32' | 'int8' | 'int8-unsigned'

/** Raised with every change that makes other bytes of the same model, so that graphs built before are not used. */
export const builderVersion = 19

/** Names of the graphs in the folder they are built into. */
export const graphFiles = { context: 'context.onnx', canvas: 'canvas.onnx' } as const

export interface BuildRequest {
  readonly architecture: Architecture
  /** The model's safetensors files. */
  readonly sources: readonly string[]
  /** An empty folder. */
  readonly directory: string
  readonly precision: PrecisionName
  /** Told the share that is done, 0 … 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes both graphs and their weights into a folder. Rejects with the signal's reason when it is aborted.
 * @returns the names of the files written
 * @throws FormatError
 */
export async function buildGraphs(request: BuildRequest): Promise<string[]> {
  switch (request.precision) {
    case 'float32':
      return build(request, float32Precision)
    case 'int8':
      return build(request, int8Precision('signed'))
    case 'int8-unsigned':
      return build(request, int8Precision('unsigned'))
  }
}

async function build<Activation>(request: BuildRequest, precision: Precision<Activation>): Promise<string[]> {
  const { architecture, directory, onProgress, signal } = request
  const planned = plannedWeights(architecture)
  let done = 0
  async function advance(weights: number): Promise<void> {
    done += weights
    onProgress?.(done / planned)
    await nextTurn()
    signal?.throwIfAborted()
  }

  const source = await WeightSource.open(request.sources)
  const data = new ExternalDataWriter(directory)
  try {
    const storage = { architecture, source, data, precision, advance }
    const shared = await storeSharedWeights(storage)
    for (const [kind, file] of Object.entries(graphFiles) as ['context' | 'canvas', string][]) {
      const weights = await storeNetwork(storage, shared, kind === 'canvas')
      await writeFile(join(directory, file), networkGraph(kind, architecture, weights, precision).encode())
    }
  } finally {
    await data.close()
    await source.close()
  }
  return [...data.files, ...Object.values(graphFiles)]
}
