import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FillRequest, SurpriseRequest } from '../ipc/contract'
import { defaultFillSettings } from '../../models/infill/settings'
import type { SurprisedWord } from '../../models/scoring/surprised-word'
import type { FakeProcess } from './test-support/fake-process'
import { hostOnFake } from './test-support/host-on-fake'
import { ready, result } from './test-support/answers'

/** Kills that were asked for and not yet forgiven. */
let pending: number
const newHost = () =>
  hostOnFake({
    timers: {
      after: () => {
        pending++
        return () => {
          pending--
        }
      }
    }
  })

let { host, processes, reports } = newHost()
beforeEach(() => {
  pending = 0
  ;({ host, processes, reports } = newHost())
})

const latest = () => processes.at(-1)!
const request = (number: number): FillRequest => ({
  requestId: `${number}1111111-1111-4111-8111-111111111111`,
  text: 'secret words',
  marks: { regions: [{ start: 0, end: 6 }], locks: [] },
  settings: defaultFillSettings
})
const fill = (number: number) => host.fill(request(number), [], vi.fn())
const sentFills = (process: FakeProcess) =>
  process.received.flatMap((message) => (message.type === 'fill' ? [message.request.requestId] : []))

describe('a reading', () => {
  const reading = (number: number): SurpriseRequest => ({
    requestId: `${number}1111111-1111-4111-8111-111111111111`,
    text: 'secret words',
    range: { start: 0, end: 12 }
  })
  const word = (start: number, end: number): SurprisedWord => ({ start, end, nats: 2, alternatives: [] })

  /** Starts a reading; `outcome` tells how it ended. */
  function read(number: number) {
    const onWords = vi.fn()
    const outcome = host.surprise(reading(number), onWords).then(
      (value) => ({ value }),
      (error: unknown) => ({ error })
    )
    return { onWords, outcome }
  }
  const say = (number: number, words: SurprisedWord[], fraction: number) =>
    latest().say({ type: 'words', requestId: reading(number).requestId, words, fraction })
  const letGo = (number: number) =>
    latest().say({
      type: 'job-failed',
      requestId: reading(number).requestId,
      error: { code: 'cancelled', message: 'x' },
      trace: ''
    })

  it('gives its words as they are found and all of them at its end', async () => {
    const { onWords, outcome } = read(1)
    latest().say({ type: 'status', status: ready })
    expect(latest().received.at(-1)).toEqual({ type: 'surprise', request: reading(1) })
    say(1, [word(0, 6)], 0.5)
    say(1, [word(7, 12)], 1)
    latest().say({ type: 'words-done', requestId: reading(1).requestId })
    expect(await outcome).toEqual({ value: { words: [word(0, 6), word(7, 12)] } })
    expect(onWords.mock.calls).toEqual([
      [[word(0, 6)], 0.5],
      [[word(7, 12)], 1]
    ])
  })

  it('gives way to a fill and goes on where it was', async () => {
    const { onWords, outcome } = read(1)
    latest().say({ type: 'status', status: ready })
    say(1, [word(0, 6)], 0.5)
    const urgent = fill(2)
    expect(latest().received.at(-1)).toEqual({ type: 'cancel', requestId: reading(1).requestId })
    letGo(1)
    expect(sentFills(latest())).toEqual([request(2).requestId])
    latest().say({ type: 'done', requestId: request(2).requestId, result })
    expect(await urgent).toEqual(result)
    expect(latest().received.at(-1)).toEqual({
      type: 'surprise',
      request: { ...reading(1), range: { start: 6, end: 12 } }
    })
    say(1, [word(7, 12)], 1)
    latest().say({ type: 'words-done', requestId: reading(1).requestId })
    expect(await outcome).toEqual({ value: { words: [word(0, 6), word(7, 12)] } })
    expect(onWords.mock.calls.map(([, fraction]) => fraction as number)).toEqual([0.5, 1])
    expect(reports).toEqual([])
  })

  it('waits behind fills that came later, and readings keep their order', async () => {
    host.start()
    latest().say({ type: 'status', status: ready })
    const first = fill(1)
    const waiting = [read(2).outcome, read(3).outcome, fill(4)]
    latest().say({ type: 'done', requestId: request(1).requestId, result })
    await first
    latest().say({ type: 'done', requestId: request(4).requestId, result })
    latest().say({ type: 'words-done', requestId: reading(2).requestId })
    latest().say({ type: 'words-done', requestId: reading(3).requestId })
    await Promise.all(waiting)
    const orders = latest().received.flatMap((message) =>
      'request' in message ? [message.request.requestId] : []
    )
    expect(orders).toEqual([1, 4, 2, 3].map((number) => request(number).requestId))
  })

  it('is cancelled as a fill is, also while it gives way', async () => {
    const { outcome } = read(1)
    latest().say({ type: 'status', status: ready })
    const urgent = fill(2)
    host.cancel(reading(1).requestId)
    expect(await outcome).toMatchObject({ error: { code: 'cancelled' } })
    letGo(1)
    latest().say({ type: 'done', requestId: request(2).requestId, result })
    await urgent
    expect(latest().received.filter(({ type }) => type === 'surprise')).toHaveLength(1)
    expect(pending).toBe(0)
  })

  it('does not try again a model that cannot be used', async () => {
    host.start()
    const error = { code: 'bad-model', message: 'The model is damaged. Install Lacuna again.' }
    latest().say({ type: 'start-failed', error, trace: 'at verify' })
    expect(await read(1).outcome).toMatchObject({
      error: { code: 'inference-failed', message: error.message }
    })
    expect(processes).toHaveLength(1)
  })
})
