import { expect, it } from 'vitest'
import { events, requests } from './contract'
import { eventNames, requestNames } from './names'

it('lists exactly the requests and events of the contract', () => {
  expect([...requestNames].sort()).toEqual(Object.keys(requests).sort())
  expect([...eventNames].sort()).toEqual(Object.keys(events).sort())
})
