import { expect, it } from 'vitest'
import { boundsOnScreens } from './window-place'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const at = (x: number, y: number) => ({ bounds: { x, y, width: 1000, height: 800 }, maximized: false })

it.each([
  [at(100, 50), true],
  [at(1700, 50), true],
  [at(-800, 50), true],
  [at(1900, 50), false],
  [at(2000, 50), false],
  [at(100, -300), false],
  [at(100, 1070), false],
  [null, false]
])('brings a window back to %j only where it can be seen: %s', (place, seen) => {
  expect(boundsOnScreens(place, [screen])).toEqual(seen ? place?.bounds : null)
})
