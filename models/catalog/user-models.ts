import { access, readdir, realpath, rename, rm } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { CatalogError } from './catalog-error'
import type { ModelFolder } from './model-folder'
import type { ModelLocations } from './model-locations'

/** @throws CatalogError `already-there` */
export async function requireFree(directory: string, name: string): Promise<void> {
  if (await exists(join(directory, name))) {
    throw new CatalogError(
      'already-there',
      `There is a model ${name} in ${directory} already. Remove it first: lacuna models remove ${name}`
    )
  }
}

/** Makes a finished folder a model of the user, in one step. @throws CatalogError `already-there` */
export async function moveIntoPlace(staging: string, directory: string, name: string): Promise<void> {
  await requireFree(directory, name)
  await rename(staging, join(directory, name))
}

/**
 * Deletes a model of the user and the graphs that were built from it.
 * @throws CatalogError `bundled` where it is not one of the user's
 */
export async function removeModel(
  { directory, manifest }: ModelFolder,
  locations: ModelLocations
): Promise<void> {
  const own = await realpath(locations.userDirectory).catch(() => undefined)
  if (own === undefined || !directory.startsWith(own + sep)) {
    throw new CatalogError(
      'bundled',
      `The model ${manifest.name} lies in ${directory}. Only models in ${locations.userDirectory} are removed; delete that folder yourself if it is not needed.`
    )
  }
  await rm(directory, { recursive: true })
  const graphs = join(locations.cacheDirectory, 'graphs')
  for (const entry of await readdir(graphs).catch(() => [])) {
    // One folder a precision: NAME-int8, NAME-float32.
    if (entry.slice(0, entry.lastIndexOf('-')) === manifest.name) {
      await rm(join(graphs, entry), { recursive: true, force: true })
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false
  )
