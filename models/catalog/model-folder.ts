import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { z } from 'zod'
import { CatalogError } from './catalog-error'
import { fileChecksum, isUnchanged, seenFileSchema, writeJsonAtomically, type SeenFile } from './checksum'
import { manifestSchema, type Manifest, type ModelFile } from './manifest'

/** A folder with a model whose manifest was read and whose files are all there. */
export interface ModelFolder {
  /** Absolute path without symbolic links. */
  readonly directory: string
  readonly manifest: Manifest
}

export const manifestName = 'model.json'
export const maximumManifestBytes = 1 << 20

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/**
 * Reads the manifest of a folder and checks that its files are inside and of the right size (not their checksums: `verifyModelFolder`).
 * @throws CatalogError
 */
export async function loadModelFolder(directory: string): Promise<ModelFolder> {
  const manifest = await readManifest(directory)
  const folder = { directory: await realpath(directory), manifest }
  for (const file of manifest.files) await locateFile(folder, file)
  return folder
}

/**
 * The models in the direct subfolders of `directories`, in order of directories, then of names. Directories that do not exist hold none.
 * @param onBroken Told of each folder that has a manifest and cannot be used; without it the first one fails the list.
 */
export async function listModelFolders(
  directories: string[],
  onBroken?: (error: CatalogError, directory: string) => void
): Promise<ModelFolder[]> {
  const folders: ModelFolder[] = []
  for (const directory of directories) {
    for (const name of await subfolders(directory)) {
      const candidate = join(directory, name)
      try {
        folders.push(await loadModelFolder(candidate))
      } catch (error) {
        if (!(error instanceof CatalogError)) throw error
        if (error.code === 'not-a-model') continue
        if (onBroken === undefined) throw error
        onBroken(error, candidate)
      }
    }
  }
  return folders
}

export interface VerifyOptions {
  /** Folder in which to remember what was verified, so that unchanged files are not read again. */
  readonly cacheDirectory?: string
  readonly signal?: AbortSignal | undefined
}

/** Compares every file with its checksum. @throws CatalogError `wrong-checksum`, and as `loadModelFolder` */
export async function verifyModelFolder(
  folder: ModelFolder,
  { cacheDirectory, signal }: VerifyOptions = {}
): Promise<void> {
  const memory =
    cacheDirectory === undefined ? undefined : join(cacheDirectory, 'verified', memoryName(folder))
  const remembered = memory === undefined ? new Map<string, SeenFile>() : await readMemory(memory)
  const seen: SeenFile[] = []
  for (const file of folder.manifest.files) {
    const path = await locateFile(folder, file)
    const known = remembered.get(file.path)
    if (known?.sha256 === file.sha256 && (await isUnchanged(path, known))) {
      seen.push(known)
      continue
    }
    const { mtimeMs, size } = await stat(path)
    if ((await fileChecksum(path, signal)) !== file.sha256) {
      throw new CatalogError(
        'wrong-checksum',
        `${file.path} of the model ${folder.manifest.name} is damaged or was changed. Restore the file, or import or download the model again.`
      )
    }
    seen.push({ path: file.path, sha256: file.sha256, size, modified: mtimeMs })
  }
  if (memory === undefined) return
  await mkdir(join(memory, '..'), { recursive: true })
  await writeJsonAtomically(memory, seen)
}

/** Absolute path of a file of the model. @throws CatalogError where it is missing, of another size, or leads outside */
export async function locateFile({ directory, manifest }: ModelFolder, file: ModelFile): Promise<string> {
  const path = join(directory, ...file.path.split('/'))
  let real: string
  try {
    real = await realpath(path)
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new CatalogError(
      'missing-file',
      `The model ${manifest.name} lacks its file ${file.path}. Restore the file, or import or download the model again.`,
      { cause: error }
    )
  }
  if (!real.startsWith(directory + sep)) {
    throw new CatalogError(
      'unsafe-path',
      `${file.path} of the model ${manifest.name} leads out of the model's folder. Do not use this model unless you trust where it comes from.`
    )
  }
  const { size } = await stat(real)
  if (size !== file.size) {
    throw new CatalogError(
      'wrong-size',
      `${file.path} of the model ${manifest.name} has ${size} bytes instead of ${file.size}. Restore the file, or import or download the model again.`
    )
  }
  return real
}

async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, manifestName)
  let text: string
  try {
    const { size } = await stat(path)
    if (size > maximumManifestBytes)
      throw new CatalogError('bad-manifest', `${path} is too large for a manifest.`)
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new CatalogError('not-a-model', `${directory} holds no model: it has no ${manifestName}.`, {
      cause: error
    })
  }
  return parseManifest(text, path)
}

/** @param place where the text is from, for messages. @throws CatalogError `bad-manifest` */
export function parseManifest(text: string, place: string): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CatalogError('bad-manifest', `${place} is not valid JSON. Restore the file.`, { cause: error })
  }
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success) {
    throw new CatalogError(
      'bad-manifest',
      `${place} does not describe a model that this version can use: ${z.prettifyError(parsed.error)}`,
      { cause: parsed.error }
    )
  }
  return parsed.data
}

async function subfolders(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

const memoryName = ({ directory }: ModelFolder): string =>
  `${createHash('sha256').update(directory).digest('hex').slice(0, 16)}.json`

/** What was verified before; nothing where the memory is missing or unreadable: then the files are simply read again. */
async function readMemory(path: string): Promise<Map<string, SeenFile>> {
  try {
    const parsed = z.array(seenFileSchema).safeParse(JSON.parse(await readFile(path, 'utf8')))
    return new Map((parsed.data ?? []).map((file) => [file.path, file]))
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return new Map()
    throw error
  }
}
