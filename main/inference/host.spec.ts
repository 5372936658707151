import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FillRequest, InferenceStatus } from '../ipc/contract'
import { defaultFillSettings } from '../../models/infill/settings'
import type { FakeProcess } from './test-support/fake-process'
import { hostOnFake } from './test-support/host-on-fake'
import { ready, result } from './test-support/answers'

const progress = { networkCalls: 1, plannedCalls: 4, revealed: 1, masks: 4, preview: [] }

let statuses: InferenceStatus[]
let pending: { milliseconds: number; callback: () => void }[]
const newHost = () =>
  hostOnFake({
    timers: {
      after: (milliseconds, callback) => {
        const timer = { milliseconds, callback }
        pending.push(timer)
        return () => {
          pending = pending.filter((other) => other !== timer)
        }
      }
    },
    onStatus: (status) => statuses.push(status)
  })

let { host, processes, reports } = newHost()
beforeEach(() => {
  statuses = []
  pending = []
  ;({ host, processes, reports } = newHost())
})

const latest = () => processes.at(-1)!
const request = (number: number): FillRequest => ({
  requestId: `${number}1111111-1111-4111-8111-111111111111`,
  text: 'secret words',
  marks: { regions: [{ start: 0, end: 6 }], locks: [] },
  settings: defaultFillSettings
})

/** Starts a fill; `outcome` tells how it ended. */
function fill(number: number) {
  const onProgress = vi.fn()
  const outcome = host.fill(request(number), [], onProgress).then(
    (value) => ({ value }),
    (error: unknown) => ({ error })
  )
  return { onProgress, outcome }
}

function elapse(): void {
  const [timer] = pending.splice(0, 1)
  timer!.callback()
}

const sentFills = (process: FakeProcess) =>
  process.received.flatMap((message) => (message.type === 'fill' ? [message.request.requestId] : []))

describe('a fill', () => {
  it('waits until the model is ready, reports progress and ends with its result', async () => {
    const { onProgress, outcome } = fill(1)
    expect(latest().received).toEqual([{ type: 'start', modelFolder: '/model', cacheFolder: '/cache' }])
    latest().say({ type: 'status', status: { state: 'preparing', fraction: 0.5 } })
    expect(sentFills(latest())).toEqual([])
    latest().say({ type: 'status', status: ready })
    expect(sentFills(latest())).toEqual([request(1).requestId])
    latest().say({ type: 'progress', requestId: request(1).requestId, progress })
    latest().say({ type: 'done', requestId: request(1).requestId, result })
    expect(await outcome).toEqual({ value: result })
    expect(onProgress.mock.calls).toEqual([[progress]])
    expect(statuses.map((status) => status.state)).toEqual(['starting', 'preparing', 'ready'])
  })

  it('is handed over one at a time, in order', async () => {
    host.start()
    latest().say({ type: 'status', status: ready })
    const [first, second] = [fill(1), fill(2)]
    expect(sentFills(latest())).toEqual([request(1).requestId])
    latest().say({ type: 'done', requestId: request(1).requestId, result })
    expect(sentFills(latest())).toEqual([request(1).requestId, request(2).requestId])
    latest().say({ type: 'done', requestId: request(2).requestId, result })
    expect(await Promise.all([first.outcome, second.outcome])).toEqual([{ value: result }, { value: result }])
    expect(processes).toHaveLength(1)
  })

  it('passes on why it failed', async () => {
    const { outcome } = fill(1)
    latest().say({ type: 'status', status: ready })
    const error = { code: 'region-too-long', message: 'The region is too long.' }
    latest().say({ type: 'job-failed', requestId: request(1).requestId, error, trace: 'at fill' })
    expect(await outcome).toMatchObject({ error })
  })
})

describe('cancelling', () => {
  it('takes a fill that waits out of the queue', async () => {
    const { outcome } = fill(1)
    host.cancel(request(1).requestId)
    expect(await outcome).toMatchObject({ error: { code: 'cancelled' } })
    latest().say({ type: 'status', status: ready })
    expect(sentFills(latest())).toEqual([])
  })

  it('answers at once, ignores what still comes, and hands over the next fill when the process let go', async () => {
    const { outcome, onProgress } = fill(1)
    latest().say({ type: 'status', status: ready })
    host.cancel(request(1).requestId)
    expect(await outcome).toMatchObject({ error: { code: 'cancelled' } })
    expect(latest().received.at(-1)).toEqual({ type: 'cancel', requestId: request(1).requestId })
    const next = fill(2)
    latest().say({ type: 'progress', requestId: request(1).requestId, progress })
    expect(onProgress).not.toHaveBeenCalled()
    expect(sentFills(latest())).toEqual([request(1).requestId])
    latest().say({
      type: 'job-failed',
      requestId: request(1).requestId,
      error: { code: 'cancelled', message: 'x' },
      trace: ''
    })
    latest().say({ type: 'done', requestId: request(2).requestId, result })
    expect(await next.outcome).toEqual({ value: result })
    expect(pending).toEqual([])
  })

  it('replaces a process that does not let go within two seconds, which is no crash', async () => {
    host.start()
    for (let times = 0; times < 8; times++) {
      latest().say({ type: 'status', status: ready })
      const { outcome } = fill(1)
      host.cancel(request(1).requestId)
      expect(await outcome).toMatchObject({ error: { code: 'cancelled' } })
      expect(pending.map((timer) => timer.milliseconds)).toEqual([2000])
      elapse()
      expect(processes.at(-2)!.killed).toBe(true)
      expect(host.status.state).toBe('restarting')
    }
    const next = fill(2)
    latest().say({ type: 'status', status: ready })
    latest().say({ type: 'done', requestId: request(2).requestId, result })
    expect(await next.outcome).toEqual({ value: result })
  })

  it('leaves alone what has ended or is unknown', () => {
    void fill(1).outcome
    latest().say({ type: 'status', status: ready })
    latest().say({ type: 'done', requestId: request(1).requestId, result })
    host.cancel(request(1).requestId)
    host.cancel(request(7).requestId)
    expect(latest().received.filter((message) => message.type === 'cancel')).toEqual([])
  })
})

describe('a crash', () => {
  it('fails the fill that ran, keeps those that wait, and the next process does them', async () => {
    const [first, second] = [fill(1), fill(2)]
    latest().say({ type: 'status', status: ready })
    latest().exit(139)
    expect(await first.outcome).toMatchObject({ error: { code: 'inference-crashed' } })
    expect(host.status).toMatchObject({ state: 'restarting' })
    expect(pending.map((timer) => timer.milliseconds)).toEqual([200])
    elapse()
    expect(processes).toHaveLength(2)
    latest().say({ type: 'status', status: ready })
    latest().say({ type: 'done', requestId: request(2).requestId, result })
    expect(await second.outcome).toEqual({ value: result })
  })

  it('does not disturb when a fill is asked for during the pause', async () => {
    host.start()
    latest().exit(1)
    const { outcome } = fill(1)
    expect(processes).toHaveLength(1)
    elapse()
    latest().say({ type: 'status', status: ready })
    latest().say({ type: 'done', requestId: request(1).requestId, result })
    expect(await outcome).toEqual({ value: result })
  })

  it('that repeats waits longer each time and ends in giving up; the next fill tries again', async () => {
    const first = fill(1)
    const waited: number[] = []
    for (;;) {
      latest().exit(134)
      if (pending.length === 0) break
      waited.push(pending[0]!.milliseconds)
      elapse()
    }
    expect(waited).toEqual([200, 1000, 4000, 10_000])
    expect(host.status).toMatchObject({ state: 'failed', message: expect.stringMatching(/memory/) as string })
    expect(await first.outcome).toMatchObject({ error: { code: 'inference-failed' } })
    const second = fill(2)
    expect(processes).toHaveLength(6)
    latest().say({ type: 'status', status: ready })
    latest().say({ type: 'done', requestId: request(2).requestId, result })
    expect(await second.outcome).toEqual({ value: result })
  })

  it('counts from the start again after a fill that ended on its own', async () => {
    host.start()
    for (const number of [1, 2, 3, 4, 5, 6]) {
      latest().say({ type: 'status', status: ready })
      const { outcome } = fill(number)
      latest().say({ type: 'done', requestId: request(number).requestId, result })
      await outcome
      latest().exit(1)
      expect(pending.map((timer) => timer.milliseconds)).toEqual([200])
      elapse()
    }
  })

  it('is what a garbled message is taken for', async () => {
    const { outcome } = fill(1)
    latest().say({ type: 'status', status: ready })
    latest().say({ type: 'nonsense' })
    expect(latest().killed).toBe(true)
    expect(await outcome).toMatchObject({ error: { code: 'inference-crashed' } })
    expect(host.status.state).toBe('restarting')
  })

  it('of a process that was replaced changes nothing', async () => {
    host.start()
    latest().say({ type: 'status', status: ready })
    const { outcome } = fill(1)
    latest().exit(1)
    await outcome
    elapse()
    processes[0]!.exit(1)
    processes[0]!.say({ type: 'status', status: ready })
    expect(host.status.state).toBe('restarting')
    expect(pending).toEqual([])
  })
})

describe('a model that cannot be used', () => {
  it('is told as it is, fails what waits and is not tried again by itself', async () => {
    const { outcome } = fill(1)
    const error = { code: 'bad-model', message: 'The model is damaged. Install Lacuna again.' }
    latest().say({ type: 'start-failed', error, trace: 'at verify' })
    expect(host.status).toEqual({ state: 'failed', message: error.message })
    expect(await outcome).toMatchObject({ error: { code: 'inference-failed', message: error.message } })
    expect(latest().killed).toBe(true)
    expect(pending).toEqual([])
    expect(processes).toHaveLength(1)
  })
})

it('ends the process and all fills with the app', async () => {
  const [first, second] = [fill(1), fill(2)]
  latest().say({ type: 'status', status: ready })
  host.dispose()
  expect(latest().killed).toBe(true)
  expect(await second.outcome).toMatchObject({ error: { code: 'cancelled' } })
  expect(await first.outcome).toHaveProperty('error')
  expect(pending).toEqual([])
  expect(reports.join()).not.toContain('secret')
})
