import { CatalogError } from '../../models/catalog/catalog-error'
import { downloadModel } from '../../models/catalog/download-model'
import { importModel } from '../../models/catalog/import-model'
import { verifyModelFolder } from '../../models/catalog/model-folder'
import { removeModel } from '../../models/catalog/user-models'
import { CommandError } from './command-error'
import { findModel, listModels } from './find-model'
import { ProgressBar } from './progress-bar'
import { formatTable } from './table'
import type { Terminal } from './terminal'

/** Reads every file of the models named, or of all, and tells about each. @throws CommandError where one is damaged */
export async function verifyModels(names: readonly string[], terminal: Terminal): Promise<void> {
  const models =
    names.length === 0
      ? await listModels(terminal)
      : await Promise.all(names.map((name) => findModel(terminal, name)))
  const rows: string[][] = []
  let damaged = 0
  for (const model of models) {
    const { name, files } = model.manifest
    try {
      await verifyModelFolder(model, { signal: terminal.signal })
      rows.push([name, 'whole', `${files.length} files have the checksums that ${name} promises`])
    } catch (error) {
      if (!(error instanceof CatalogError)) throw error
      damaged += 1
      rows.push([name, 'damaged', error.message])
    }
  }
  terminal.writeOutput(formatTable(rows))
  if (damaged > 0) throw new CommandError(1, `${damaged} of ${models.length} models cannot be used.`)
}

/** @throws CatalogError, FormatError */
export async function importOne(source: string, name: string | undefined, terminal: Terminal): Promise<void> {
  const { locations, signal } = terminal
  await withProgress('Importing', terminal, (onProgress) =>
    importModel(source, { directory: locations.userDirectory, name, onProgress, signal })
  )
}

/** @throws CatalogError */
export async function downloadOne(
  address: string,
  sha256: string | undefined,
  terminal: Terminal
): Promise<void> {
  const { locations, network, signal } = terminal
  await withProgress('Downloading', terminal, (onProgress) =>
    downloadModel(address, { directory: locations.userDirectory, network, sha256, onProgress, signal })
  )
}

/** @throws CommandError, CatalogError */
export async function removeOne(name: string, terminal: Terminal): Promise<void> {
  const model = await findModel(terminal, name)
  await removeModel(model, terminal.locations)
  terminal.writeOutput(`${model.manifest.name} removed\n`)
}

async function withProgress(
  label: string,
  terminal: Terminal,
  make: (onProgress: (fraction: number) => void) => ReturnType<typeof importModel>
): Promise<void> {
  const progress = new ProgressBar(terminal)
  try {
    const { manifest, directory } = await make((fraction) => progress.show(label, fraction))
    progress.clear()
    terminal.writeOutput(`${manifest.name}  ${directory}\n`)
  } finally {
    progress.clear()
  }
}
