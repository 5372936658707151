import { describe, expect, it, vi } from 'vitest'
import { FakeBridge, Refusal, testSettings } from '../test-support/fake-bridge'
import { callThrough } from './bridge'
import { Notes } from './notes.svelte'
import { parseSeed, Preferences } from './preferences.svelte'

function setUp(seed: number | null, handlers: FakeBridge['handlers'] = {}) {
  let next = 100
  const notes = new Notes()
  const preferences = new Preferences(callThrough(new FakeBridge(handlers)), notes, () => next++)
  preferences.start({ ...testSettings, seed })
  return { preferences, notes }
}

describe('the seed', () => {
  it('is new for each fill, and shown', () => {
    const { preferences } = setUp(null)
    expect([preferences.takeSeed(), preferences.takeSeed()]).toEqual([100, 101])
    expect(preferences.lastSeed).toBe(101)
  })

  it('stays when it is fixed: at the one used last', () => {
    const { preferences } = setUp(null)
    preferences.takeSeed()
    preferences.fixSeed(true)
    expect([preferences.takeSeed(), preferences.takeSeed()]).toEqual([100, 100])
    preferences.setSeed(7)
    expect(preferences.takeSeed()).toBe(7)
  })

  it.each([
    ['0', 0],
    [' 42 ', 42],
    ['4294967295', 4294967295],
    ['4294967296', null],
    ['-1', null],
    ['1.5', null],
    ['', null]
  ])('is read from %j', (typed, seed) => {
    expect(parseSeed(typed)).toBe(seed)
  })
})

it('says when a setting could not be kept', async () => {
  const { preferences, notes } = setUp(7, {
    'settings:update': () => {
      throw new Refusal({ code: 'disk-full', message: 'The disk is full.' })
    }
  })
  preferences.change({ steps: 64 })
  await vi.waitFor(() => expect(notes.current?.text).toContain('The disk is full.'))
  expect(preferences.settings.steps).toBe(64)
})
