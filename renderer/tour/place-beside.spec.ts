import { expect, it } from 'vitest'
import { placeBeside, placeInCorner } from './place-beside'

const page = { width: 1000, height: 700 }
const card = { width: 280, height: 120 }

it('hangs from what stands above, and stands on what lies below', () => {
  expect(placeBeside(new DOMRect(500, 10, 80, 30), card, page)).toEqual({ x: 400, y: 52 })
  expect(placeBeside(new DOMRect(500, 640, 80, 30), card, page)).toEqual({ x: 400, y: 508 })
})

it('stays on the page', () => {
  expect(placeBeside(new DOMRect(980, 10, 20, 30), card, page)).toEqual({ x: 712, y: 52 })
  expect(placeInCorner(new DOMRect(0, 48, 1000, 560), card, page)).toEqual({ x: 708, y: 60 })
})
