import { access } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { listModelFolders, loadModelFolder, type ModelFolder } from '../../models/catalog/model-folder'
import { usageError } from './command-error'
import type { Terminal } from './terminal'

/** All models that can be used; each that cannot is told about on standard error. */
export async function listModels({ locations, writeTalk }: Terminal): Promise<ModelFolder[]> {
  return listModelFolders([...locations.directories], (error, directory) => {
    writeTalk(`lacuna: ${directory} cannot be used: ${error.message}\n`)
  })
}

/** Whether a name is meant as a path: it says so, or there is a manifest. */
async function isFolder(name: string): Promise<boolean> {
  if (isAbsolute(name) || /^\.{1,2}([\\/]|$)/.test(name)) return true
  return access(join(name, 'model.json')).then(
    () => true,
    () => false
  )
}

/**
 * The model of a name or folder; without a name, the first one there is.
 *
 * @throws CommandError with status 2 when there is none of that name; CatalogError when it cannot be used.
 */
export async function findModel(terminal: Terminal, name: string | undefined): Promise<ModelFolder> {
  const models = await listModels(terminal)
  const found = name === undefined ? models[0] : models.find(({ manifest }) => manifest.name === name)
  if (found !== undefined) return found
  if (name === undefined) {
    throw usageError(
      `There is no model in ${terminal.locations.directories.join(' or ')}. Install Lacuna anew, or give --model a folder.`
    )
  }
  if (await isFolder(name)) return loadModelFolder(name)
  const names = models.map(({ manifest }) => manifest.name)
  throw usageError(`There is no model "${name}". Here are: ${names.length > 0 ? names.join(', ') : 'none'}.`)
}
