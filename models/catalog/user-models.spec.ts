import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeTinyModel } from '../test-support/tiny-model'
import { loadModelFolder } from './model-folder'
import type { ModelLocations } from './model-locations'
import { removeModel } from './user-models'

let root: string
let locations: ModelLocations

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'user-models-'))
  locations = {
    directories: [join(root, 'bundled'), join(root, 'own')],
    userDirectory: join(root, 'own'),
    cacheDirectory: join(root, 'cache')
  }
})

afterEach(() => rm(root, { recursive: true }))

describe('removing a model', () => {
  it('deletes one of the user, and what was built from it', async () => {
    await writeTinyModel(join(root, 'own', 'tiny'), { seed: 1, name: 'tiny' })
    for (const name of ['tiny-int8', 'tiny-float32', 'tiny-two-int8']) {
      await mkdir(join(root, 'cache', 'graphs', name), { recursive: true })
    }
    await removeModel(await loadModelFolder(join(root, 'own', 'tiny')), locations)
    expect(await readdir(join(root, 'own'))).toEqual([])
    expect(await readdir(join(root, 'cache', 'graphs'))).toEqual(['tiny-two-int8'])
  })

  it('leaves the bundled one and any other alone', async () => {
    for (const place of ['bundled', 'elsewhere']) {
      await writeTinyModel(join(root, place, 'tiny'), { seed: 1 })
      const folder = await loadModelFolder(join(root, place, 'tiny'))
      await expect(removeModel(folder, locations)).rejects.toMatchObject({ code: 'bundled' })
      await mkdir(join(root, 'own'), { recursive: true })
      await expect(removeModel(folder, locations)).rejects.toMatchObject({ code: 'bundled' })
      expect(await readdir(join(root, place))).toEqual(['tiny'])
    }
  })
})
