import { expect, it } from 'vitest'
import { nearestStop, stepStops } from './step-stops'

it('finds each stop for its own number of steps', () => {
  expect(stepStops.map(nearestStop)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

it('goes to the nearest stop on the logarithmic scale', () => {
  expect([0, 3, 11, 12, 100, 1024].map(nearestStop)).toEqual([0, 2, 3, 4, 7, 7])
})
