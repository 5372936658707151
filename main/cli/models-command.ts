import type { ModelFolder } from '../../models/catalog/model-folder'
import { usageError } from './command-error'
import { findModel, listModels } from './find-model'
import { downloadOne, importOne, removeOne, verifyModels } from './manage-models'
import { parseOptions } from './parse-options'
import { formatTable } from './table'
import type { Terminal } from './terminal'
import { modelsUsage } from './usage'

const options = {
  json: { type: 'boolean' },
  name: { type: 'string' },
  sha256: { type: 'string' },
  help: { type: 'boolean', short: 'h' }
} as const

/** `lacuna models …`. @throws CommandError, CatalogError, FormatError */
export async function modelsCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, options)
  const [action = '', ...names] = positionals
  if (values.help === true) {
    terminal.writeOutput(modelsUsage)
    return
  }
  const [name] = names
  const takesOne = name !== undefined && names.length === 1
  if (action === 'list' && name === undefined) {
    const models = await listModels(terminal)
    terminal.writeOutput(
      values.json === true ? `${JSON.stringify(models.map(describe))}\n` : listText(models)
    )
  } else if (action === 'info' && takesOne) {
    const model = await findModel(terminal, name)
    terminal.writeOutput(values.json === true ? `${JSON.stringify(describe(model))}\n` : infoText(model))
  } else if (action === 'verify') {
    await verifyModels(names, terminal)
  } else if (action === 'import' && takesOne) {
    await importOne(name, values.name, terminal)
  } else if (action === 'download' && takesOne) {
    await downloadOne(name, values.sha256, terminal)
  } else if (action === 'remove' && takesOne) {
    await removeOne(name, terminal)
  } else {
    throw usageError(
      'models takes `list`, `info NAME`, `verify [NAME …]`, `import FOLDER`, `download ADDRESS` or `remove NAME`. `lacuna models --help` tells more.'
    )
  }
}

const sizeOf = ({ manifest }: ModelFolder): number => manifest.files.reduce((sum, { size }) => sum + size, 0)
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

function describe(model: ModelFolder) {
  const { name, displayName, family, graph, noise, capabilities, architecture, licence, origin } =
    model.manifest
  const { window, vocabularySize } = architecture
  return {
    name,
    displayName,
    family,
    graph,
    noise,
    capabilities,
    window,
    vocabularySize,
    licence,
    origin,
    bytes: sizeOf(model),
    directory: model.directory
  }
}

function listText(models: readonly ModelFolder[]): string {
  return formatTable(
    models.map((model) => [
      model.manifest.name,
      megabytes(sizeOf(model)),
      model.manifest.licence,
      model.manifest.displayName
    ])
  )
}

function infoText(model: ModelFolder): string {
  const {
    name,
    displayName,
    family,
    graph,
    noise,
    window,
    vocabularySize,
    capabilities,
    licence,
    origin,
    directory
  } = describe(model)
  return formatTable([
    ['name', name],
    ['title', displayName],
    ['kind', `${family}, ${graph} graph, ${noise} noise`],
    ['window', `${window} tokens, of a vocabulary of ${vocabularySize}`],
    ['can do', capabilities.join(', ')],
    ['licence', licence],
    ['size', megabytes(sizeOf(model))],
    ['folder', directory],
    ...Object.entries(origin).map(([key, value]) => [
      `origin: ${key}`,
      typeof value === 'string' ? value : JSON.stringify(value)
    ])
  ])
}
