import { expect, it } from 'vitest'
import { nextZoom } from './prose-actions'

it('zooms step by step and stays at the ends', () => {
  expect(nextZoom(1, 1)).toBe(1.1)
  expect(nextZoom(1, -1)).toBe(0.9)
  expect(nextZoom(1.3, 1)).toBe(1.5)
  expect(nextZoom(3, 1)).toBe(3)
  expect(nextZoom(0.5, -1)).toBe(0.5)
})
