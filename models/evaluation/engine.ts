import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { builderVersion, graphFiles } from '../architectures/context-denoiser/build-graphs'
import { ContextDenoiser } from '../architectures/context-denoiser/context-denoiser'
import { loadModelFolder, locateFile, verifyModelFolder } from '../catalog/model-folder'
import { ensureGraphs } from '../runtime/graph-cache'
import { openGraph } from '../runtime/onnx-session'
import { loadTokenizer } from '../tokenizer/byte-level-bpe'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { AutoregressiveReader } from './autoregressive-reader'

/** The bundled model on the CPU, as the app runs it, and the model it was made from. */
export interface Engine {
  readonly denoiser: ContextDenoiser
  readonly reader: AutoregressiveReader
  readonly tokenizer: Tokenizer
  /** Changes with the base weights and with the graph made of them, which the reader's results depend on. */
  readonly baseKey: string
  /** Changes with the weights and with every source that a fill depends on. */
  readonly fillKey: string
}

const sources = ['architectures', 'diffusion', 'infill', 'runtime', 'tokenizer', 'words'].map((folder) =>
  resolve(import.meta.dirname, '..', folder)
)

/** @throws CatalogError, FormatError, RuntimeError */
export async function openEngine(directory: string, cacheDirectory: string): Promise<Engine> {
  const folder = await loadModelFolder(directory)
  await verifyModelFolder(folder, { cacheDirectory })
  const graphs = await ensureGraphs(folder, 'int8', { cacheDirectory })
  const { architecture, name, files } = folder.manifest
  const context = await openGraph(join(graphs, graphFiles.context), 'cpu')
  const canvas = await openGraph(join(graphs, graphFiles.canvas), 'cpu')
  const tokenizerFile = files.find(({ path }) => path === 'tokenizer.json')!
  const checksums = files.filter(({ path }) => path.endsWith('.safetensors'))
  const keyOf = (parts: readonly string[]): string =>
    createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)
  const base = checksums.filter(({ path }) => path.startsWith('base-'))
  return {
    denoiser: new ContextDenoiser({
      name,
      device: 'cpu',
      architecture,
      rowsPerCall: 1,
      context,
      canvas
    }),
    reader: new AutoregressiveReader(context, architecture),
    tokenizer: await loadTokenizer(await locateFile(folder, tokenizerFile)),
    baseKey: keyOf([String(builderVersion), ...base.map(({ sha256 }) => sha256)]),
    fillKey: keyOf([...checksums.map(({ sha256 }) => sha256), ...(await sourceTexts())])
  }
}

async function sourceTexts(): Promise<string[]> {
  const texts: string[] = []
  for (const folder of sources) {
    const names = await readdir(folder, { recursive: true })
    for (const name of names.sort()) {
      if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue
      texts.push(await readFile(join(folder, name), 'utf8'))
    }
  }
  return texts
}
