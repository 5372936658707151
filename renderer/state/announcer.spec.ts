import { expect, it } from 'vitest'
import { Announcer } from './announcer.svelte'

it('gives progress time to be spoken, and results at once', () => {
  let time = 0
  const announcer = new Announcer(() => time)
  announcer.say('Filling.')
  time = 1000
  announcer.progress('10 percent filled.')
  expect(announcer.message).toBe('Filling.')
  time = 3000
  announcer.progress('30 percent filled.')
  expect(announcer.message).toBe('30 percent filled.')
  announcer.say('Proposal ready.')
  expect(announcer.message).toBe('Proposal ready.')
})
