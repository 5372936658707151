import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BenchReport } from '../../models/bench/bench-schema'
import { openRemembered } from './remembered'
import { createSpeedKeeper } from './speed-keeper'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-speed-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const start = async () => createSpeedKeeper((await openRemembered(folder)).speed, () => 1_700_000_000_000)
const report: BenchReport = { ratios: null, steps: [], calls: [], device: 'cpu', model: 'tiny' }

it('is remembered with its date until the next one', async () => {
  const keeper = await start()
  expect(keeper.last).toBeNull()
  const record = { at: 1_700_000_000_000, extent: 'short', report }
  expect(await keeper.keep('short', report)).toEqual(record)
  expect((await start()).last).toEqual(record)
})

it('begins anew where the file holds something else', async () => {
  await writeFile(join(folder, 'speed.json'), '{"at":"yesterday"}')
  expect((await start()).last).toBeNull()
})

it('says when it cannot be written, and remembers it for now', async () => {
  const keeper = await start()
  await rm(folder, { recursive: true })
  await writeFile(folder, '')
  await expect(keeper.keep('whole', report)).rejects.toMatchObject({ code: 'speed-not-kept' })
  expect(keeper.last).toMatchObject({ extent: 'whole', report })
})
