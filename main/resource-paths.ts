import { join, resolve } from 'node:path'
import { modelLocations } from '../models/catalog/model-locations'
import type { Machine } from '../models/catalog/model-locations'

/** The model that comes with the app. */
const bundledModel = 'smollm2-135m-sedd'

export interface ResourcePaths {
  readonly modelFolder: string
  /** For what is built from models; the command line uses the same. */
  readonly cacheFolder: string
  readonly sample: string
  readonly icon: string
}

/** The environment variable LACUNA_MODEL names a model folder to use instead of the bundled one. */
export interface Surroundings extends Omit<Machine, 'resources'> {
  readonly isPackaged: boolean
  /** `process.resourcesPath`: where a packaged app keeps what is not in its archive. */
  readonly resourcesPath: string
  /** The project's folder when the app is not packaged. */
  readonly appPath: string
}

/** Where the things are that the app uses; electron-builder.yml says where a packaged app has those that come with it. */
export function resourcePaths(surroundings: Surroundings): ResourcePaths {
  const { isPackaged, resourcesPath, appPath, environment } = surroundings
  const resources = isPackaged ? resourcesPath : join(appPath, 'resources')
  const model = environment['LACUNA_MODEL']
  return {
    modelFolder:
      model === undefined || model === '' ? join(resources, 'models', bundledModel) : resolve(model),
    cacheFolder: modelLocations({ ...surroundings, resources }).cacheDirectory,
    sample: join(resources, 'samples', 'welcome.md'),
    icon: isPackaged ? join(resources, 'icon.png') : join(resources, 'icons', 'icon.png')
  }
}
