import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = import.meta.dirname
const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'))
/** All pictures together, in bytes: they come with the app. */
const limit = 1_500_000

it('are all shown in the help, and small', () => {
  const shown = [...readFileSync(join(folder, 'help.md'), 'utf8').matchAll(/\]\(([^)]+)\)/gu)]
  expect(shown.map(([, name]) => name).sort()).toEqual(pictures.sort())
  expect(pictures.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThan(limit)
})

it.each(pictures)('%s is 1200 × 720 pixels, as the help lays it out', (name) => {
  const header = readFileSync(join(folder, name))
  expect([header.readUInt32BE(16), header.readUInt32BE(20)]).toEqual([1200, 720])
})
