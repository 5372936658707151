import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CatalogError } from './catalog-error'
import { fileChecksum } from './checksum'
import type { Manifest, ModelFile } from './manifest'
import {
  loadModelFolder,
  manifestName,
  maximumManifestBytes,
  parseManifest,
  type ModelFolder
} from './model-folder'
import type { Network } from './network'
import { moveIntoPlace, requireFree } from './user-models'

export interface DownloadOptions {
  /** Where the user's models are kept. */
  readonly directory: string
  readonly network: Network
  /** Of the manifest, where the user knows it: then every byte is what its author published. */
  readonly sha256?: string | undefined
  /** Told the share of the bytes that is there, 0 … 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Fetches a model by the address of its `model.json`, beside which its files lie. Every file is compared with the size and the
 * checksum that the manifest gives. What has arrived before a failure is kept, and the next call goes on from there.
 * @throws CatalogError; errors of the file system
 */
export async function downloadModel(address: string, options: DownloadOptions): Promise<ModelFolder> {
  const { directory, sha256, onProgress, signal } = options
  const source = manifestAddress(address)
  const text = await readManifest(source, options)
  const checksum = createHash('sha256').update(text).digest('hex')
  if (sha256 !== undefined && sha256 !== checksum) {
    throw new CatalogError(
      'wrong-checksum',
      `${source.href} has the checksum ${checksum}, not the one that was given. Do not use it unless you trust where it comes from.`
    )
  }
  const manifest = parseManifest(text.toString('utf8'), source.href)
  await requireFree(directory, manifest.name)
  // Another version of the manifest never finishes what one began.
  const staging = join(directory, `.download-${manifest.name}-${checksum.slice(0, 16)}`)
  await mkdir(staging, { recursive: true })
  const total = totalBytes(manifest)
  let done = 0
  for (const file of manifest.files) {
    await fetchFile(new URL(file.path, source), file, staging, options, (bytes) =>
      onProgress?.((done + bytes) / total)
    )
    done += file.size
    onProgress?.(done / total)
    signal?.throwIfAborted()
  }
  await writeFile(join(staging, manifestName), text)
  await moveIntoPlace(staging, directory, manifest.name)
  return loadModelFolder(join(directory, manifest.name))
}

const totalBytes = ({ files }: Manifest): number =>
  Math.max(
    1,
    files.reduce((sum, { size }) => sum + size, 0)
  )

/** @throws CatalogError `bad-address` */
function manifestAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined) {
    throw new CatalogError(
      'bad-address',
      `"${address}" is no address. Give that of a model.json: https://…/model.json`
    )
  }
  if (!url.pathname.endsWith(`/${manifestName}`)) {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${manifestName}`
  }
  return url
}

async function readManifest(source: URL, { network, signal }: DownloadOptions): Promise<Buffer> {
  const { chunks } = await network.get(source, 0, signal)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > maximumManifestBytes)
      throw new CatalogError('bad-manifest', `${source.href} is too large for a manifest.`)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

/** Leaves a file in the staging folder under its own name only when its checksum is right. */
async function fetchFile(
  address: URL,
  file: ModelFile,
  staging: string,
  { network, signal }: DownloadOptions,
  onBytes: (bytes: number) => void
): Promise<void> {
  const target = join(staging, ...file.path.split('/'))
  if ((await sizeOf(target)) === file.size) return
  await mkdir(dirname(target), { recursive: true })
  const part = `${target}.part`
  const present = (await sizeOf(part)) ?? 0
  if (present < file.size) {
    const { offset, chunks } = await network.get(address, present, signal)
    await append(part, offset, chunks, file, onBytes)
  }
  if ((await sizeOf(part)) !== file.size || (await fileChecksum(part, signal)) !== file.sha256) {
    // Whatever is wrong with it, going on from it would not help.
    await rm(part, { force: true })
    throw new CatalogError(
      'wrong-checksum',
      `${address.href} is not the file that the manifest describes. Try again; if it stays so, tell who published the model.`
    )
  }
  await rename(part, target)
}

async function append(
  part: string,
  offset: number,
  chunks: AsyncIterable<Uint8Array>,
  { path, size }: ModelFile,
  onBytes: (bytes: number) => void
): Promise<void> {
  const handle = await open(part, offset > 0 ? 'a' : 'w')
  try {
    let position = offset
    for await (const chunk of chunks) {
      position += chunk.length
      if (position > size) {
        await handle.truncate(0)
        throw new CatalogError('wrong-size', `${path} is longer than the manifest says; it was not kept.`)
      }
      await handle.write(chunk)
      onBytes(position)
    }
  } finally {
    await handle.close()
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined
  )
}
