import { expect, it } from 'vitest'
import { createSerialQueue } from './serial-queue'

it('starts a task only when the one before has ended, failed or not', async () => {
  const run = createSerialQueue()
  const log: string[] = []
  const task = (name: string, fails = false) =>
    run(async () => {
      log.push(`${name} starts`)
      await new Promise((resolve) => setImmediate(resolve))
      log.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const results = await Promise.allSettled([task('a'), task('b', true), task('c')])
  expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
