import { expect, it } from 'vitest'
import { limitProgress } from './progress-limit'

it('forwards the first, about thirty a second, and the last', () => {
  const forwarded: number[] = []
  let time = 0
  const forward = limitProgress(
    ({ revealed }) => forwarded.push(revealed),
    () => time
  )
  for (let revealed = 1; revealed <= 100; revealed++) {
    time += 10
    forward({ networkCalls: revealed, plannedCalls: 100, revealed, masks: 100, preview: [] })
  }
  expect(forwarded[0]).toBe(1)
  expect(forwarded.at(-1)).toBe(100)
  expect(forwarded.length).toBeGreaterThan(20)
  expect(forwarded.length).toBeLessThanOrEqual(31)
})
