import type { ModelFolder } from '../../models/catalog/model-folder'
import { usageError } from './command-error'
import { findModel, listModels } from './find-model'
import { parseOptions } from './parse-options'
import { formatTable } from './table'
import type { Terminal } from './terminal'
import { modelsUsage } from './usage'

const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

/** `lacuna models list|info`. @throws CommandError, CatalogError */
export async function modelsCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, options)
  const [action, name, ...rest] = positionals
  if (values.help === true) {
    terminal.writeOutput(modelsUsage)
  } else if (action === 'list' && name === undefined) {
    const models = await listModels(terminal)
    terminal.writeOutput(
      values.json === true ? `${JSON.stringify(models.map(describe))}\n` : listText(models)
    )
  } else if (action === 'info' && name !== undefined && rest.length === 0) {
    const model = await findModel(terminal, name)
    terminal.writeOutput(values.json === true ? `${JSON.stringify(describe(model))}\n` : infoText(model))
  } else {
    throw usageError('models takes `list`, or `info NAME`. `lacuna models --help` tells more.')
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
