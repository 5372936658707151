import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLog } from './log'

it('writes events and places of errors, never their messages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lacuna-log-'))
  const log = createLog(folder, false)
  log.info('started')
  log.error('saving', new RangeError('the old house at the end of the lane'))
  const written = await readFile(join(folder, 'main.log'), 'utf8')
  expect(written).toMatch(/started/)
  expect(written).toMatch(/saving: RangeError\n\s+at /)
  expect(written).not.toMatch(/house/)
  await rm(folder, { recursive: true })
})
