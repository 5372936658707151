import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  buildGraphs,
  builderVersion,
  type PrecisionName
} from '../architectures/context-denoiser/build-graphs'
import {
  fileChecksum,
  isUnchanged,
  seenFileSchema,
  writeJsonAtomically,
  type SeenFile
} from '../catalog/checksum'
import type { ModelFile } from '../catalog/manifest'
import { locateFile, type ModelFolder } from '../catalog/model-folder'

export interface GraphCacheOptions {
  readonly cacheDirectory: string
  /** Told the share of a build that is done, 0 … 1; not called where the graphs are there already. */
  readonly onProgress?: ((fraction: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Written last: a folder of graphs without it is not whole. */
const recordName = 'record.json'
const partialMark = '.partial-'
const dayMilliseconds = 24 * 60 * 60 * 1000

/**
 * The folder with the graphs of a model, built where they are missing, damaged, or of another version of the model or of the builder.
 * Two processes may build at the same time; the first to finish wins. Rejects with the signal's reason when it is aborted.
 * @throws FormatError, CatalogError; errors of the file system (a full disk among them)
 */
export async function ensureGraphs(
  folder: ModelFolder,
  precision: PrecisionName,
  options: GraphCacheOptions
): Promise<string> {
  const parent = join(options.cacheDirectory, 'graphs', `${folder.manifest.name}-${precision}`)
  const key = graphKey(folder, precision)
  const directory = join(parent, key)
  if (await isIntact(directory, options.signal)) return directory
  await mkdir(parent, { recursive: true })
  const partial = join(parent, `${key}${partialMark}${randomUUID()}`)
  try {
    await build(folder, precision, partial, options)
    await moveIntoPlace(partial, directory)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  await removeStale(parent, key)
  return directory
}

const weightFiles = ({ manifest }: ModelFolder): ModelFile[] =>
  manifest.files.filter(({ path }) => path.endsWith('.safetensors'))

/** Changes with everything that the bytes of the graphs depend on. */
function graphKey(folder: ModelFolder, precision: PrecisionName): string {
  const { architecture } = folder.manifest
  const weights = weightFiles(folder).map(({ path, sha256 }) => `${path} ${sha256}`)
  const identity = JSON.stringify({ builderVersion, precision, architecture, weights: weights.sort() })
  return createHash('sha256').update(identity).digest('hex').slice(0, 32)
}

async function build(
  folder: ModelFolder,
  precision: PrecisionName,
  directory: string,
  { onProgress, signal }: GraphCacheOptions
): Promise<void> {
  await mkdir(directory)
  const { architecture } = folder.manifest
  const sources = await Promise.all(weightFiles(folder).map((file) => locateFile(folder, file)))
  const written = await buildGraphs({ architecture, sources, directory, precision, onProgress, signal })
  const record: SeenFile[] = []
  for (const path of written) {
    const { size, mtimeMs } = await stat(join(directory, path))
    record.push({ path, size, modified: mtimeMs, sha256: await fileChecksum(join(directory, path), signal) })
  }
  await writeJsonAtomically(join(directory, recordName), record)
}

async function moveIntoPlace(partial: string, directory: string): Promise<void> {
  try {
    await rename(partial, directory)
    return
  } catch {
    // Another process may have put the same graphs there meanwhile, and may be using them: only damaged ones make way.
    if (await isIntact(directory, undefined)) return
  }
  await rm(directory, { recursive: true, force: true })
  await rename(partial, directory)
}

/** Whether a folder holds what its record says: by size and time of modification, by checksum where the time differs. */
async function isIntact(directory: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const record = z
      .array(seenFileSchema)
      .parse(JSON.parse(await readFile(join(directory, recordName), 'utf8')))
    for (const seen of record) {
      const path = join(directory, seen.path)
      if (await isUnchanged(path, seen)) continue
      if ((await stat(path)).size !== seen.size) return false
      if ((await fileChecksum(path, signal)) !== seen.sha256) return false
    }
    return true
  } catch (error) {
    signal?.throwIfAborted()
    // Missing or unreadable in any way comes to the same: build again, which fails in plain words if it cannot be done.
    if (error instanceof Error) return false
    throw error
  }
}

/** Removes graphs of former versions of the model, and what a killed build left behind. */
async function removeStale(parent: string, key: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name === key) continue
    const path = join(parent, name)
    const age = Date.now() - (await stat(path)).mtimeMs
    if (name.includes(partialMark) && age < dayMilliseconds) continue
    // A former version may still be open in another window, where Windows refuses to delete it: then it goes next time.
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}
