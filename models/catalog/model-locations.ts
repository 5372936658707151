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
  /** For graphs that are built from models; may be deleted at any time. */
  readonly cacheDirectory: string
}

/** The user's data and cache folders by the customs of the platform (XDG on Linux); LACUNA_DATA_DIR moves both. */
function userFolders({ platform, environment, homeDirectory }: Machine): { data: string; cache: string } {
  const { join } = platform === 'win32' ? win32 : posix
  const set = (name: string): string | undefined => environment[name] || undefined
  const chosen = set('LACUNA_DATA_DIR')
  if (chosen !== undefined) return { data: chosen, cache: join(chosen, 'cache') }
  switch (platform) {
    case 'win32': {
      const local = set('LOCALAPPDATA') ?? join(homeDirectory, 'AppData', 'Local')
      const roaming = set('APPDATA') ?? join(homeDirectory, 'AppData', 'Roaming')
      return { data: join(roaming, 'Lacuna'), cache: join(local, 'Lacuna', 'Cache') }
    }
    case 'darwin': {
      const library = join(homeDirectory, 'Library')
      return {
        data: join(library, 'Application Support', 'Lacuna'),
        cache: join(library, 'Caches', 'Lacuna')
      }
    }
    default:
      return {
        data: join(set('XDG_DATA_HOME') ?? join(homeDirectory, '.local', 'share'), 'lacuna'),
        cache: join(set('XDG_CACHE_HOME') ?? join(homeDirectory, '.cache'), 'lacuna')
      }
  }
}

/** Where models are looked for, and where what is built from them is kept. */
export function modelLocations(machine: Machine): ModelLocations {
  const { join } = machine.platform === 'win32' ? win32 : posix
  const { data, cache } = userFolders(machine)
  return {
    directories: [join(machine.resources, 'models'), join(data, 'models')],
    cacheDirectory: join(cache, 'graphs')
  }
}
