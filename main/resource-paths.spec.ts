import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { resourcePaths } from './resource-paths'
import type { Surroundings } from './resource-paths'

const root = resolve(import.meta.dirname, '..')
const surroundings: Surroundings = {
  isPackaged: false,
  resourcesPath: '/opt/lacuna/resources',
  appPath: root,
  platform: 'linux',
  environment: {},
  homeDirectory: '/home/ada'
}

it('finds what comes with the app in the project', () => {
  const { modelFolder, sample, icon } = resourcePaths(surroundings)
  expect([modelFolder, sample, icon].map((path) => existsSync(path))).toEqual([true, true, true])
})

it('finds it where a packaged app has it', () => {
  expect(resourcePaths({ ...surroundings, isPackaged: true })).toEqual({
    modelFolder: join('/opt/lacuna/resources/models/smollm2-135m-sedd'),
    cacheFolder: '/home/ada/.cache/lacuna/graphs',
    sample: join('/opt/lacuna/resources/samples/welcome.md'),
    icon: join('/opt/lacuna/resources/icon.png')
  })
})

it('takes another model folder when one is named', () => {
  expect(resourcePaths({ ...surroundings, environment: { LACUNA_MODEL: '/models/mine' } }).modelFolder).toBe(
    resolve('/models/mine')
  )
})
