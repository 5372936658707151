import { join, resolve } from 'node:path'

/** The model that comes with the app. */
const bundledModel = 'smollm2-135m-sedd'

export interface ResourcePaths {
  readonly modelFolder: string
  readonly sample: string
  readonly icon: string
}

export interface Surroundings {
  readonly isPackaged: boolean
  /** `process.resourcesPath`: where a packaged app keeps what is not in its archive. */
  readonly resourcesPath: string
  /** The project's folder when the app is not packaged. */
  readonly appPath: string
  /** A model folder to use instead of the bundled one: the environment variable LACUNA_MODEL. */
  readonly model: string | undefined
}

/** Where the things are that come with the app; electron-builder.yml says where a packaged app has them. */
export function resourcePaths({ isPackaged, resourcesPath, appPath, model }: Surroundings): ResourcePaths {
  const folder = isPackaged ? resourcesPath : join(appPath, 'resources')
  return {
    modelFolder: model === undefined || model === '' ? join(folder, 'models', bundledModel) : resolve(model),
    sample: join(folder, 'samples', 'welcome.md'),
    icon: isPackaged ? join(folder, 'icon.png') : join(folder, 'icons', 'icon.png')
  }
}
