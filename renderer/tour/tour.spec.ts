import { beforeEach, expect, it, vi } from 'vitest'
import { filled, resultOf } from '../test-support/fill-scene'
import { idle, type FillState } from '../state/fill-machine'
import { Tour } from './tour.svelte'
import type { TourFacts } from './tour-steps'

const proposal = (cards: number, chosen = 0): FillState => {
  const { regions } = resultOf(filled('mill')).alternatives[0]!
  const card = { regions: regions.map(({ text, cells }) => ({ text, cells })) }
  return { name: 'proposal', regions: [5], cards: Array.from({ length: cards }, () => card), chosen } as never
}
const untouched: TourFacts = { document: 'sample', regions: [1], locks: [2], fill: idle, looksAtWord: false }
const marked = { ...untouched, regions: [1, 5] }
const locked = { ...marked, locks: [2, 6] }
const proposed = { ...locked, fill: proposal(1) }

let tour: Tour
const onEnd = vi.fn()

beforeEach(() => {
  onEnd.mockClear()
  tour = new Tour(onEnd)
  tour.begin()
  tour.observe(untouched)
})

/** The steps that the tour stands at while it sees these things happen. */
const follow = (...facts: readonly TourFacts[]) =>
  facts.map((now) => {
    tour.observe(now)
    return tour.step
  })

it('goes on when the writer does what it speaks of', () => {
  expect(tour.step).toBe('mark')
  const compared = { ...proposed, fill: proposal(2) }
  const accepted = { ...locked, regions: [1] }
  expect(follow(marked, locked, proposed, compared, accepted)).toEqual([
    'lock',
    'fill',
    'look',
    'accept',
    'end'
  ])
  expect(onEnd).not.toHaveBeenCalled()
  tour.next()
  expect(tour.step).toBeNull()
  expect(onEnd).toHaveBeenCalledOnce()
})

it('takes turning the proposals or asking for other words for a look at them', () => {
  const two = { ...proposed, fill: proposal(2) }
  expect(follow(two, { ...proposed, fill: proposal(2, 1) })).toEqual(['look', 'accept'])
  tour.begin()
  expect(follow(untouched, proposed, { ...proposed, looksAtWord: true })).toEqual(['mark', 'look', 'accept'])
})

it('follows a writer who runs ahead', () => {
  expect(follow(proposed, { ...locked, regions: [1] })).toEqual(['look', 'end'])
})

it('goes back to the fill when its proposals were discarded', () => {
  expect(follow(proposed, locked, proposed)).toEqual(['look', 'fill', 'look'])
})

it('can be gone through without doing anything, and does not take that for a fill', () => {
  const seen = [tour.step]
  for (let step = 0; step < 6; step++) {
    tour.next()
    tour.observe(untouched)
    seen.push(tour.step)
  }
  expect(seen).toEqual(['mark', 'lock', 'fill', 'look', 'accept', 'end', null])
})

it('ends when another document is shown, and sees nothing after that', () => {
  tour.observe({ ...untouched, document: 'other' })
  expect(tour.step).toBeNull()
  tour.observe(proposed)
  expect(tour.step).toBeNull()
  tour.end()
  expect(onEnd).toHaveBeenCalledOnce()
})
