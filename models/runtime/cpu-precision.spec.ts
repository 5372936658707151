import { expect, it } from 'vitest'
import { cpuPrecision } from './cpu-precision'

it('is one of the two eight-bit forms, the same each time', async () => {
  const precision = await cpuPrecision()
  expect(['int8', 'int8-unsigned']).toContain(precision)
  expect(await cpuPrecision()).toBe(precision)
})
