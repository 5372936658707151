import { posix, win32 } from 'node:path'

/** What of the machine decides where models are; passed in, so that each platform can be tested on any. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly homeDirectory: string
  /** Folder that came with the program and holds `models/`: `resources` of the project, or `process.resourcesPath` of a packaged app. */
  readonly resources: string
}

export interface ModelLocations {
  /** Folders whose subfolders are models: the bundled one first, then the user's. They need not exist. */
  readonly directories: readonly string[]
  /** The one of them for the user's own models: only there are models put and removed. */
  readonly userDirectory: string
  /** For graphs that are built from models; may be deleted at any time. */
  readonly cacheDirectory: string
}

const pathsOf = (platform: NodeJS.Platform): Pick<typeof posix, 'join'> =>
  platform === 'win32' ? win32 : posix

/** The user's data and cache folders by the customs of the platform (XDG on Linux); LACUNA_DATA_DIR moves both. */
function userFolders({ platform, environment, homeDirectory }: Machine): { data: string; cache: string } {
  const paths = pathsOf(platform)
  const set = (name: string): string | undefined => environment[name] || undefined
  const chosen = set('LACUNA_DATA_DIR')
  if (chosen !== undefined) return { data: chosen, cache: paths.join(chosen, 'cache') }
  switch (platform) {
    case 'win32': {
      const local = set('LOCALAPPDATA') ?? paths.join(homeDirectory, 'AppData', 'Local')
      const roaming = set('APPDATA') ?? paths.join(homeDirectory, 'AppData', 'Roaming')
      return { data: paths.join(roaming, 'Lacuna'), cache: paths.join(local, 'Lacuna', 'Cache') }
    }
    case 'darwin': {
      const library = paths.join(homeDirectory, 'Library')
      return {
        data: paths.join(library, 'Application Support', 'Lacuna'),
        cache: paths.join(library, 'Caches', 'Lacuna')
      }
    }
    default:
      return {
        data: paths.join(set('XDG_DATA_HOME') ?? paths.join(homeDirectory, '.local', 'share'), 'lacuna'),
        cache: paths.join(set('XDG_CACHE_HOME') ?? paths.join(homeDirectory, '.cache'), 'lacuna')
      }
  }
}

/** Where models are looked for, and where what is built from them is kept. */
export function modelLocations(machine: Machine): ModelLocations {
  const paths = pathsOf(machine.platform)
  const { data, cache } = userFolders(machine)
  const userDirectory = paths.join(data, 'models')
  return {
    directories: [paths.join(machine.resources, 'models'), userDirectory],
    userDirectory,
    cacheDirectory: paths.join(cache, 'graphs')
  }
}
