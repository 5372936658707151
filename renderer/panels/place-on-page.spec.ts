import { expect, it } from 'vitest'
import { placeBox } from './place-on-page'

const page = { width: 800, height: 600 }
const box = { width: 200, height: 100 }

it.each([
  ['where it fits', { x: 300, y: 200 }, { x: 300, y: 200 }],
  ['away from the right and lower edge', { x: 790, y: 590 }, { x: 592, y: 492 }],
  ['away from the left and upper edge', { x: -20, y: 0 }, { x: 8, y: 8 }]
])('puts a box %s', (_name, point, place) => {
  expect(placeBox(point, box, page)).toEqual(place)
})
