import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CatalogError } from './catalog-error'
import { fileChecksum } from './checksum'
import { buildContextDenoiser } from './import-context-denoiser'
import { manifestSchema, modelFileSchema, type Manifest, type ModelFile } from './manifest'
import {
  loadModelFolder,
  locateFile,
  manifestName,
  verifyModelFolder,
  type ModelFolder
} from './model-folder'
import { moveIntoPlace, requireFree } from './user-models'

export interface ImportOptions {
  /** Where the user's models are kept. */
  readonly directory: string
  /** What to call the model; without it, as its manifest or its folder is called. */
  readonly name?: string | undefined
  readonly onProgress?: ((fraction: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A model without its name and its files, as an importer of a family gives it. */
export type ImportedModel = Omit<Manifest, 'name' | 'files' | 'format'>

/**
 * Makes a folder of the machine a model of the user. It is copied: the folder itself is left as it is. It may hold
 * - a whole model (`model.json`), such as models/training exports or another user gives away, or
 * - a context denoiser in parts: a base of the Llama family (`config.json` and safetensors of Hugging Face, or a GGUF), its
 *   `tokenizer.json`, and the `adapter.safetensors` that makes a denoiser of it.
 * @throws CatalogError, FormatError; errors of the file system
 */
export async function importModel(source: string, options: ImportOptions): Promise<ModelFolder> {
  const { directory, signal } = options
  const names = await namesIn(source)
  await mkdir(directory, { recursive: true })
  const staging = join(directory, `.import-${randomUUID()}`)
  await mkdir(staging)
  try {
    const whole = names.includes(manifestName)
    const manifest = whole
      ? await copyWhole(source, staging, options)
      : await assemble(source, names, staging, options)
    await writeFile(join(staging, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
    await verifyModelFolder(await loadModelFolder(staging), { signal })
    await moveIntoPlace(staging, directory, manifest.name)
    return await loadModelFolder(join(directory, manifest.name))
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function namesIn(source: string): Promise<string[]> {
  try {
    return (await readdir(source)).sort()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
    throw new CatalogError(
      'not-importable',
      `${source} is no folder. Give the folder that the model's files lie in.`,
      {
        cause: error
      }
    )
  }
}

async function copyWhole(
  source: string,
  staging: string,
  { directory, name, onProgress, signal }: ImportOptions
): Promise<Manifest> {
  const folder = await loadModelFolder(source)
  const manifest = { ...folder.manifest, name: checkedName(name ?? folder.manifest.name) }
  await requireFree(directory, manifest.name)
  for (const [index, file] of manifest.files.entries()) {
    signal?.throwIfAborted()
    const target = join(staging, ...file.path.split('/'))
    await mkdir(dirname(target), { recursive: true })
    await copyFile(await locateFile(folder, file), target)
    onProgress?.((index + 1) / manifest.files.length)
  }
  return manifest
}

async function assemble(
  source: string,
  names: readonly string[],
  staging: string,
  { directory, name, onProgress, signal }: ImportOptions
): Promise<Manifest> {
  const chosen = checkedName(name ?? suggestedName(source))
  await requireFree(directory, chosen)
  const model = await buildContextDenoiser(source, names, staging, { onProgress, signal })
  const files: ModelFile[] = []
  for (const path of (await readdir(staging)).sort()) {
    const file = join(staging, path)
    files.push(
      modelFileSchema.parse({ path, size: (await stat(file)).size, sha256: await fileChecksum(file, signal) })
    )
  }
  return manifestSchema.parse({ format: 1, name: chosen, ...model, files })
}

const suggestedName = (source: string): string =>
  basename(source)
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')

/** @throws CatalogError `not-importable` */
function checkedName(name: string): string {
  if (manifestSchema.shape.name.safeParse(name).success) return name
  throw new CatalogError(
    'not-importable',
    `"${name}" cannot be the name of a model. Choose one of small letters, digits, dots and hyphens: --name my-model`
  )
}
