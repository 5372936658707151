import { beforeEach, expect, it, vi } from 'vitest'
import type { FillRequest } from '../ipc/contract'
import { defaultFillSettings } from '../../models/infill/settings'
import { ready, result } from './test-support/answers'
import { startedOnFake, letGo } from './test-support/host-on-fake'

const idOf = (number: number): string => `${number}1111111-1111-4111-8111-111111111111`
const request = (number: number): FillRequest => ({
  requestId: idOf(number),
  text: 'secret words',
  marks: { regions: [{ start: 0, end: 6 }], locks: [] },
  settings: defaultFillSettings
})
let { host, process, reports } = startedOnFake()
beforeEach(() => ({ host, process, reports } = startedOnFake()))

const sent = () => process.received.map(({ type }) => type)

it('is done when the model has nothing else to do', async () => {
  host.readAhead(request(1))
  expect(sent()).toEqual(['start'])
  process.say({ type: 'status', status: ready })
  // It was asked for before there was a model: the moment for it has passed.
  expect(sent()).toEqual(['start'])
  host.readAhead(request(2))
  expect(process.received.at(-1)).toEqual({ type: 'read-ahead', request: request(2) })
  process.say({ type: 'ahead-done', requestId: idOf(2) })
  const filled = host.fill(request(3), [], vi.fn())
  expect(sent()).toEqual(['start', 'read-ahead', 'fill'])
  process.say({ type: 'done', requestId: idOf(3), result })
  expect(await filled).toEqual(result)
})

it('ends for a fill, and is not taken up again', async () => {
  process.say({ type: 'status', status: ready })
  host.readAhead(request(1))
  const filled = host.fill(request(2), ['zorkel'], vi.fn())
  expect(process.received.at(-1)).toEqual({ type: 'cancel', requestId: idOf(1) })
  process.say(letGo(idOf(1)))
  expect(process.received.at(-1)).toEqual({ type: 'fill', request: request(2), ownWords: ['zorkel'] })
  process.say({ type: 'done', requestId: idOf(2), result })
  await filled
  expect(sent()).toEqual(['start', 'read-ahead', 'cancel', 'fill'])
  expect(reports).toEqual([])
})

it('ends for the next one, and waits behind a fill', async () => {
  process.say({ type: 'status', status: ready })
  const filled = host.fill(request(1), [], vi.fn())
  host.readAhead(request(2))
  host.readAhead(request(3))
  expect(sent()).toEqual(['start', 'fill'])
  process.say({ type: 'done', requestId: idOf(1), result })
  await filled
  expect(process.received.at(-1)).toEqual({ type: 'read-ahead', request: request(3) })
  host.readAhead(request(4))
  process.say(letGo(idOf(3)))
  expect(process.received.slice(-2).map(({ type }) => type)).toEqual(['cancel', 'read-ahead'])
  expect(process.received.at(-1)).toEqual({ type: 'read-ahead', request: request(4) })
})

it('tells the log, without the text, when it fails', () => {
  process.say({ type: 'status', status: ready })
  host.readAhead(request(1))
  process.say({ ...letGo(idOf(1)), error: { code: 'region-too-long', message: 'too long' } })
  expect(reports.join()).toContain('region-too-long')
  expect(reports.join()).not.toContain('secret')
})
