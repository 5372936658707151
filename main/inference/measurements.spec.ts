import { beforeEach, expect, it, vi } from 'vitest'
import type { SpeedRequest } from '../ipc/speed'
import type { BenchReport } from '../../models/bench/bench-schema'
import { defaultFillSettings } from '../../models/infill/settings'
import { startedOnFake, letGo } from './test-support/host-on-fake'
import { ready, result } from './test-support/answers'

const idOf = (number: number): string => `${number}1111111-1111-4111-8111-111111111111`
const request: SpeedRequest = { requestId: idOf(1), extent: 'short' }
const report: BenchReport = { ratios: null, steps: [], calls: [], device: 'cpu', model: 'tiny' }

let { host, process, reports } = startedOnFake()
beforeEach(() => ({ host, process, reports } = startedOnFake()))

const fill = (number: number) =>
  host.fill(
    {
      requestId: idOf(number),
      text: 'secret words',
      marks: { regions: [{ start: 0, end: 6 }], locks: [] },
      settings: defaultFillSettings
    },
    [],
    vi.fn()
  )
const sent = () => process.received.map(({ type }) => type)

it('tells how far it is, and what was found', async () => {
  const onProgress = vi.fn()
  const measured = host.measure(request, onProgress)
  process.say({ type: 'status', status: ready })
  expect(process.received.at(-1)).toEqual({ type: 'measure', request })
  process.say({ type: 'measuring', requestId: request.requestId, fraction: 0.5 })
  process.say({ type: 'measured', requestId: request.requestId, report })
  expect(await measured).toEqual(report)
  expect(onProgress.mock.calls).toEqual([[0.5]])
})

it('never runs beside a fill: it waits for one, and begins anew behind one that comes later', async () => {
  process.say({ type: 'status', status: ready })
  const first = fill(2)
  const measured = host.measure(request, vi.fn())
  expect(sent()).toEqual(['start', 'fill'])
  process.say({ type: 'done', requestId: idOf(2), result })
  await first
  expect(sent()).toEqual(['start', 'fill', 'measure'])

  const second = fill(3)
  expect(sent().at(-1)).toBe('cancel')
  process.say(letGo(request.requestId))
  expect(sent().at(-1)).toBe('fill')
  process.say({ type: 'done', requestId: idOf(3), result })
  await second
  expect(process.received.at(-1)).toEqual({ type: 'measure', request })
  process.say({ type: 'measured', requestId: request.requestId, report })
  expect(await measured).toEqual(report)
})

it('gives way to a reading, which gives way to a fill', async () => {
  process.say({ type: 'status', status: ready })
  const measured = host.measure(request, vi.fn())
  const reading = { requestId: idOf(4), text: 'secret words', range: { start: 0, end: 12 } }
  const read = host.surprise(reading, vi.fn())
  expect(sent().slice(-2)).toEqual(['measure', 'cancel'])
  const urgent = fill(5)
  process.say(letGo(request.requestId))
  process.say({ type: 'done', requestId: idOf(5), result })
  await urgent
  process.say({ type: 'words-done', requestId: idOf(4) })
  await read
  process.say({ type: 'measured', requestId: request.requestId, report })
  await measured
  expect(sent()).toEqual(['start', 'measure', 'cancel', 'fill', 'surprise', 'measure'])
})

it('is cancelled', async () => {
  process.say({ type: 'status', status: ready })
  const measured = host.measure(request, vi.fn())
  host.cancel(request.requestId)
  await expect(measured).rejects.toMatchObject({ code: 'cancelled' })
})

it('does not try again a model that cannot be used', async () => {
  process.say({ type: 'start-failed', error: { code: 'bad-model', message: 'Damaged.' }, trace: '' })
  await expect(host.measure(request, vi.fn())).rejects.toMatchObject({ code: 'inference-failed' })
  expect(sent()).toEqual(['start'])
})

it('a model that fell back to the processor is written down', () => {
  process.say({ type: 'fell-back', why: 'webgpu failed at the model' })
  expect(reports).toEqual(['the model runs on the processor: webgpu failed at the model'])
})
