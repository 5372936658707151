import { describe, expect, it, vi } from 'vitest'
import type { FillRequest } from '../ipc/contract'
import { Stopwatch } from '../../models/bench/bench-model'
import type { BenchReport } from '../../models/bench/bench-schema'
import { CatalogError } from '../../models/catalog/catalog-error'
import { FillError } from '../../models/infill/fill-error'
import type { FillDependencies, fill } from '../../models/infill/fill'
import { defaultFillSettings } from '../../models/infill/settings'
import { ScoringError } from '../../models/scoring/scoring-error'
import type { TimedDenoiser } from '../../models/runtime/open-denoiser'
import type { Tokenizer } from '../../models/tokenizer/tokenizer'
import { createInferenceServer } from './inference-server'
import type { InferenceServerOptions } from './inference-server'
import { fromInferenceSchema } from './messages'
import type { FromInference } from './messages'
import { result } from './test-support/answers'

const start = { type: 'start', modelFolder: '/model', cacheFolder: '/cache' } as const
const request: FillRequest = {
  requestId: '11111111-1111-4111-8111-111111111111',
  text: 'secret words',
  marks: { regions: [{ start: 0, end: 6 }], locks: [] },
  settings: defaultFillSettings
}
const order = { type: 'fill', request, ownWords: ['zorkel'] }
const progress = { networkCalls: 1, plannedCalls: 4, revealed: 1, masks: 4, preview: [] }

const timing = { contextToken: 1, callFixed: 2, callToken: 3 }
const refusal = {
  device: 'webgpu' as const,
  kind: 'failed' as const,
  reason: 'It computed a wrong result in the trial.'
}
const denoiser: TimedDenoiser = {
  info: { name: 'tiny', device: 'cpu', window: 64, vocabularySize: 9, maskId: 7, padId: 8 },
  open: async () => ({ evaluate: async () => [[]], close: async () => undefined }),
  dispose: async () => undefined,
  timing: () => timing,
  decision: () => ({ device: 'cpu', why: 'No other device can be used.', refused: [refusal] })
}
const stopwatch = new Stopwatch(() => 0)
const stepQuality = [{ tokensPerCall: 1, surprise: 2.5 }]
const report: BenchReport = { ratios: null, steps: [], calls: [], device: 'cpu', model: 'tiny' }
const tokenizer = { encode: () => new Int32Array([1, 2]) } as unknown as Tokenizer

function server(options: Partial<InferenceServerOptions> = {}) {
  const posted: FromInference[] = []
  const receive = createInferenceServer({
    // What is posted must be what main understands.
    post: (message) => posted.push(fromInferenceSchema.parse(message)),
    loadModel: async () => ({ denoiser, tokenizer, stopwatch, stepQuality }),
    fill: async () => result,
    readAhead: async () => undefined,
    surpriseOf: async () => [],
    runBench: async () => report,
    now: () => performance.now(),
    ...options
  })
  const types = () =>
    posted.map((message) => (message.type === 'status' ? message.status.state : message.type))
  const until = (type: string) => vi.waitFor(() => expect(types()).toContain(type))
  return { posted, receive, types, until }
}

/** A fill that reports progress and then waits to be cancelled, as the real one does between network calls. */
const endless: typeof fill = async (_document, _settings, { signal, onProgress }: FillDependencies) => {
  for (;;) {
    onProgress?.(progress)
    await new Promise((resolve) => setImmediate(resolve))
    if (signal?.aborted) throw new FillError('cancelled', 'stopped')
  }
}

describe('starting', () => {
  it('tells how far it is, and then what it has, how fast it is and what steps buy', async () => {
    const { posted, receive, types, until } = server({
      loadModel: async (_model, _cache, { onPreparing }) => {
        onPreparing(0.5)
        return { denoiser, tokenizer, stopwatch, stepQuality }
      }
    })
    receive(start)
    await until('ready')
    expect(types()).toEqual(['preparing', 'ready'])
    const choice = { why: 'No other device can be used.', refused: [refusal] }
    const status = { model: 'tiny', device: 'cpu', choice, window: 64, timing, stepQuality }
    expect(posted.at(-1)).toMatchObject({ status })
  })

  it('tells that the device that had been chosen failed', async () => {
    const { posted, receive, until } = server({
      loadModel: async (_model, _cache, { onFallback }) => {
        onFallback('webgpu failed at the model')
        return { denoiser, tokenizer, stopwatch, stepQuality }
      }
    })
    receive(start)
    await until('ready')
    expect(posted[0]).toEqual({ type: 'fell-back', why: 'webgpu failed at the model' })
  })

  it.each([
    [new CatalogError('wrong-checksum', 'The model is damaged.'), 'wrong-checksum', 'The model is damaged.'],
    [new Error('bad_alloc near secret words'), 'model-failed', /choose Regenerate/]
  ])('says why %s prevents it', async (error, code, message) => {
    const { posted, receive, until } = server({ loadModel: async () => Promise.reject(error) })
    receive(start)
    await until('start-failed')
    expect(posted).toHaveLength(1)
    expect(posted[0]).toMatchObject({ error: { code, message: expect.stringMatching(message) as string } })
    expect(JSON.stringify(posted)).not.toContain('secret')
  })
})

describe('a reading ahead', () => {
  it('reads for the fill that is expected, and tells that it is done', async () => {
    const { posted, receive, until } = server({
      readAhead: async (document, settings, dependencies) => {
        expect(document).toEqual({ text: request.text, ...request.marks })
        expect(settings).toEqual(request.settings)
        expect(dependencies).toMatchObject({ denoiser, tokenizer })
      }
    })
    receive(start)
    await until('ready')
    receive({ type: 'read-ahead', request })
    await until('ahead-done')
    expect(posted.at(-1)).toEqual({ type: 'ahead-done', requestId: request.requestId })
  })

  it('is cancelled', async () => {
    const { posted, receive, until } = server({
      readAhead: async (_document, _settings, { signal }) => {
        while (signal?.aborted !== true) await new Promise((resolve) => setImmediate(resolve))
        throw new FillError('cancelled', 'stopped')
      }
    })
    receive(start)
    await until('ready')
    receive({ type: 'read-ahead', request })
    receive({ type: 'cancel', requestId: request.requestId })
    await until('job-failed')
    expect(posted.at(-1)).toMatchObject({ error: { code: 'cancelled' } })
  })
})

describe('a measurement', () => {
  const measure = { type: 'measure', request: { requestId: request.requestId, extent: 'short' } } as const

  it('tells how far it is, and what it found', async () => {
    const { posted, receive, until } = server({
      runBench: async (model, extent, onProgress) => {
        expect(model).toMatchObject({ denoiser, tokenizer, stopwatch })
        expect(extent).toBe('short')
        onProgress?.(0.25)
        return report
      }
    })
    receive(start)
    await until('ready')
    receive(measure)
    await until('measured')
    expect(posted.slice(1)).toEqual([
      { type: 'measuring', requestId: request.requestId, fraction: 0.25 },
      { type: 'measured', requestId: request.requestId, report }
    ])
  })

  it('is cancelled', async () => {
    const { posted, receive, until } = server({
      runBench: async ({ signal }) => {
        for (;;) {
          await new Promise((resolve) => setImmediate(resolve))
          signal?.throwIfAborted()
        }
      }
    })
    receive(start)
    await until('ready')
    receive(measure)
    receive({ type: 'cancel', requestId: request.requestId })
    await until('job-failed')
    expect(posted.at(-1)).toMatchObject({ error: { code: 'cancelled' } })
  })
})

describe('a fill', () => {
  it('reports progress and its result', async () => {
    const { posted, receive, types, until } = server({
      fill: async (document, settings, { ownWords, onProgress }) => {
        expect(document).toEqual({ text: request.text, ...request.marks })
        expect(settings).toEqual(request.settings)
        expect(ownWords).toEqual(order.ownWords)
        onProgress?.(progress)
        return result
      }
    })
    receive(start)
    await until('ready')
    receive(order)
    await until('done')
    expect(types()).toEqual(['ready', 'progress', 'done'])
    expect(posted.at(-1)).toEqual({ type: 'done', requestId: request.requestId, result })
  })

  it('ends as cancelled when it is, and the next one runs', async () => {
    const fills = [endless, async () => result]
    const { posted, receive, until } = server({ fill: (...given) => fills.shift()!(...given) })
    receive(start)
    await until('ready')
    receive(order)
    await until('progress')
    receive({ type: 'cancel', requestId: '22222222-2222-4222-8222-222222222222' })
    receive({ type: 'cancel', requestId: request.requestId })
    await until('job-failed')
    expect(posted.at(-1)).toMatchObject({ type: 'job-failed', error: { code: 'cancelled' } })
    receive(order)
    await until('done')
  })

  it.each([
    [new FillError('region-too-long', 'The region is too long.'), 'region-too-long'],
    [new Error('shape mismatch in secret words'), 'network-failed']
  ])('tells why it failed: %s', async (error, code) => {
    const { posted, receive, until } = server({ fill: async () => Promise.reject(error) })
    receive(start)
    await until('ready')
    receive(order)
    await until('job-failed')
    expect(posted.at(-1)).toMatchObject({ error: { code } })
    expect(JSON.stringify(posted.at(-1))).not.toContain('secret')
  })
})

describe('a reading', () => {
  const reading = { requestId: request.requestId, text: 'secret words', range: { start: 0, end: 6 } }
  const words = [{ start: 0, end: 6, nats: 9.5, alternatives: [{ text: 'few', nats: 1.5 }] }]

  it('tells the words as they are found, and its end', async () => {
    const { posted, receive, until } = server({
      surpriseOf: async (text, range, { onWords }) => {
        expect([text, range]).toEqual([reading.text, reading.range])
        onWords?.(words, 1)
        return words
      }
    })
    receive(start)
    await until('ready')
    receive({ type: 'surprise', request: reading })
    await until('words-done')
    const { requestId } = reading
    expect(posted.slice(1)).toEqual([
      { type: 'words', requestId, words, fraction: 1 },
      { type: 'words-done', requestId }
    ])
  })

  it('is cancelled as a fill is, and a fill runs after it', async () => {
    const { posted, receive, until } = server({
      surpriseOf: async (_text, _range, { signal, onWords }) => {
        onWords?.(words, 0.5)
        for (;;) {
          await new Promise((resolve) => setImmediate(resolve))
          signal?.throwIfAborted()
        }
      }
    })
    receive(start)
    await until('ready')
    receive({ type: 'surprise', request: reading })
    await until('words')
    expect(() => receive(order)).toThrow('before its turn')
    receive({ type: 'cancel', requestId: reading.requestId })
    await until('job-failed')
    expect(posted.at(-1)).toMatchObject({ error: { code: 'cancelled' } })
    receive(order)
    await until('done')
  })

  it('tells why it cannot be done', async () => {
    const { posted, receive, until } = server({
      surpriseOf: async () => Promise.reject(new ScoringError('not-autoregressive', 'It cannot read.'))
    })
    receive(start)
    await until('ready')
    receive({ type: 'surprise', request: reading })
    await until('job-failed')
    expect(posted.at(-1)).toMatchObject({ error: { code: 'not-autoregressive', message: 'It cannot read.' } })
  })
})

it('refuses what it does not understand and a fill before its turn', () => {
  const { receive } = server()
  expect(() => receive({ type: 'dance' })).toThrow()
  expect(() => receive(order)).toThrow('before its turn')
})
