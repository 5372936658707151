import { describe, expect, it } from 'vitest'
import { modelLocations, type Machine } from './model-locations'

const linux: Machine = {
  platform: 'linux',
  environment: {},
  homeDirectory: '/home/ada',
  resources: '/opt/lacuna'
}

describe('modelLocations', () => {
  it('follows the customs of each platform', () => {
    expect(modelLocations(linux)).toEqual({
      directories: ['/opt/lacuna/models', '/home/ada/.local/share/lacuna/models'],
      userDirectory: '/home/ada/.local/share/lacuna/models',
      cacheDirectory: '/home/ada/.cache/lacuna/graphs'
    })
    expect(modelLocations({ ...linux, platform: 'darwin', homeDirectory: '/Users/ada' })).toEqual({
      directories: ['/opt/lacuna/models', '/Users/ada/Library/Application Support/Lacuna/models'],
      userDirectory: '/Users/ada/Library/Application Support/Lacuna/models',
      cacheDirectory: '/Users/ada/Library/Caches/Lacuna/graphs'
    })
    const windows: Machine = {
      platform: 'win32',
      environment: { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' },
      homeDirectory: 'C:\\Users\\ada',
      resources: 'C:\\Lacuna\\resources'
    }
    expect(modelLocations(windows)).toEqual({
      directories: ['C:\\Lacuna\\resources\\models', 'C:\\Users\\ada\\AppData\\Roaming\\Lacuna\\models'],
      userDirectory: 'C:\\Users\\ada\\AppData\\Roaming\\Lacuna\\models',
      cacheDirectory: 'C:\\Users\\ada\\AppData\\Local\\Lacuna\\Cache\\graphs'
    })
  })

  it('heeds XDG folders, and LACUNA_DATA_DIR above all', () => {
    const environment = { XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache' }
    expect(modelLocations({ ...linux, environment })).toEqual({
      directories: ['/opt/lacuna/models', '/data/lacuna/models'],
      userDirectory: '/data/lacuna/models',
      cacheDirectory: '/cache/lacuna/graphs'
    })
    expect(
      modelLocations({ ...linux, environment: { ...environment, LACUNA_DATA_DIR: '/tmp/mine' } })
    ).toEqual({
      directories: ['/opt/lacuna/models', '/tmp/mine/models'],
      userDirectory: '/tmp/mine/models',
      cacheDirectory: '/tmp/mine/cache/graphs'
    })
    expect(modelLocations({ ...linux, environment: { LACUNA_DATA_DIR: '' } })).toEqual(modelLocations(linux))
  })
})
