import fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GraphSession } from '../../runtime/graph-session'
import { openInPrecision } from '../../test-support/open-graphs'
import { filledWindow, ids, range, text } from '../../test-support/canvas-windows'
import { tinyArchitecture, writeTinyModel } from '../../test-support/tiny-model'
import type { DenoiserSession, EvaluateRequest, WindowLayout } from '../denoiser'
import type { ContextDenoiser } from './context-denoiser'

const { maskId, padId, window, vocabularySize } = tinyArchitecture
let directory: string
let calls = 0
/** Of the last call. */
let alternatives = 0

const counted = (session: GraphSession): GraphSession => ({
  run(inputs, outputs) {
    calls += 1
    alternatives = inputs['ids']!.dimensions[0]!
    return session.run(inputs, outputs)
  },
  release: () => session.release()
})

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'context-denoiser-'))
  await writeTinyModel(directory, { seed: 1 })
})

afterAll(() => rm(directory, { recursive: true }))

const request = (alternatives: readonly Int32Array[]): EvaluateRequest => ({
  alternatives,
  positions: alternatives.map(({ length }) => range(length)),
  targets: alternatives.map(({ length }) => text(length)),
  totalNoise: 1
})

it('opens nothing for a fill that is stopped while the last rows are read', async () => {
  const controller = new AbortController()
  const denoiser = await openInPrecision(directory, 'float32', {
    watch: (session) => ({
      run(inputs, outputs) {
        controller.abort(new Error('the writer pressed Stop'))
        return session.run(inputs, outputs)
      },
      release: () => session.release()
    })
  })
  const layout = { contexts: [text(20), text(5)], canvases: [{ length: 4, openLength: false }] }
  await expect(denoiser.open(layout, controller.signal)).rejects.toThrow('the writer pressed Stop')
  await denoiser.dispose()
})

describe.each(['float32', 'int8'] as const)('a context denoiser in %s', (precision) => {
  let denoiser: ContextDenoiser

  beforeAll(async () => {
    denoiser = await openInPrecision(directory, precision, { watch: counted })
  })

  afterAll(() => denoiser.dispose())

  it('says the same of an alternative, bit for bit, whatever runs beside it', async () => {
    await fc.assert(
      fc.asyncProperty(filledWindow(4), async ({ layout, canvases }) => {
        const session = await denoiser.open(layout)
        const together = await session.evaluate(request(canvases))
        const part = await session.evaluate(request(canvases.slice(1, 3)))
        expect(part).toEqual(together.slice(1, 3))
        for (const [index, canvas] of canvases.entries()) {
          expect(await session.evaluate(request([canvas]))).toEqual([together[index]])
        }
        await session.close()
      }),
      { numRuns: 25 }
    )
  })

  it('asks the network once what several alternatives ask, and not about one that asks nothing', async () => {
    const session = await denoiser.open({
      contexts: [text(20), text(9)],
      canvases: [{ length: 2, openLength: true }]
    })
    const hidden = ids(maskId, maskId)
    const canvases = [hidden, hidden.slice(), ids(40, maskId), hidden.slice()]
    const before = calls
    const [first, second, third, fourth] = await session.evaluate({
      ...request(canvases),
      positions: [ids(0, 1), ids(0, 1), ids(1), ids()],
      targets: [ids(40, 41), ids(40, 41), ids(41), ids()]
    })
    expect([calls - before, alternatives]).toEqual([1, 2])
    expect(second).toEqual(first)
    expect([first, third, fourth].map((answers) => answers!.map(({ position }) => position))).toEqual([
      [0, 1],
      [1],
      []
    ])
    const alone = { ...request([hidden]), targets: [ids(40, 41)] }
    expect(await session.evaluate(alone)).toEqual([first])
    await session.close()
  })

  it('says the same of a position, bit for bit, whichever others are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(filledWindow(2), fc.nat(), async ({ layout, canvases }, choice) => {
        const session = await denoiser.open(layout)
        const all = request(canvases)
        const together = await session.evaluate(all)
        const position = choice % canvases[0]!.length
        const [none, one] = await session.evaluate({
          ...all,
          positions: [ids(), ids(position)],
          targets: [ids(), ids(text(position + 1)[position]!)]
        })
        expect(none).toEqual([])
        expect(one).toEqual([together[1]![position]])
        await session.close()
      }),
      { numRuns: 25 }
    )
  })

  it('reads its context once: no canvas changes what is said of another', async () => {
    const session = await denoiser.open({
      contexts: [text(20), text(5), text(9)],
      canvases: [
        { length: 4, openLength: true },
        { length: 3, openLength: false }
      ]
    })
    const hidden = request([new Int32Array(7).fill(maskId)])
    const before = await session.evaluate(hidden)
    const callsBefore = calls
    expect(await session.evaluate(request([text(7)]))).not.toEqual(before)
    expect(await session.evaluate(hidden)).toEqual(before)
    expect(calls - callsBefore).toBe(2)
    await session.close()
  })

  it('gives PAD probability where a length is open, and only there', async () => {
    const session = await denoiser.open({
      contexts: [text(8), ids(), ids()],
      canvases: [
        { length: 2, openLength: true },
        { length: 2, openLength: false }
      ]
    })
    const [rows] = await session.evaluate({
      alternatives: [new Int32Array(4).fill(maskId)],
      positions: [range(4)],
      targets: [new Int32Array(4).fill(padId)],
      totalNoise: 1
    })
    const given = rows!.map(({ targetLogProbability }) => targetLogProbability! > -Infinity)
    expect(given).toEqual([true, true, false, false])
    await session.close()
  })

  it('reads left to right in chunks as in one go: a token never depends on what follows it', async () => {
    const long = text(300)
    const [whole] = await denoiser.leftToRight([{ ids: long, from: 0 }])
    expect(whole!.length).toBe(300)
    for (const length of [1, 127, 128, 129, 260]) {
      const [part] = await denoiser.leftToRight([{ ids: long.subarray(0, length), from: 0 }])
      part!.forEach((value, index) => expect(Math.abs(value - whole![index]!)).toBeLessThan(1e-4))
    }
    const [tail] = await denoiser.leftToRight([{ ids: long, from: 290 }])
    tail!.forEach((value, index) => expect(Math.abs(value - whole![290 + index]!)).toBeLessThan(1e-4))
    expect(await denoiser.leftToRight([{ ids: long, from: 300 }])).toEqual([new Float64Array(0)])
    const [special] = await denoiser.leftToRight([{ ids: ids(padId, maskId, 5), from: 0 }])
    expect(special!.slice(0, 2)).toEqual(Float64Array.of(-Infinity, -Infinity))
  })

  it('reads texts that begin alike together, as it reads each alone', async () => {
    const start = Array.from(text(200))
    const readings = [
      { ids: ids(...start, 40, 41, 42), from: 200 },
      { ids: ids(...start, 50), from: 200 },
      { ids: ids(...start), from: 200 },
      { ids: ids(...start.slice(0, 120), 60, 61), from: 121 },
      { ids: ids(...start, ...start.slice(0, 140)), from: 200 }
    ]
    await denoiser.leftToRight(readings.slice(1, 2))
    const before = calls
    const together = await denoiser.leftToRight(readings)
    // The first two in one call; the fourth leaves the others at its 121st token, the last one is longer than a call.
    expect(calls - before).toBeLessThan(readings.length + 2)
    for (const [index, reading] of readings.entries()) {
      const [alone] = await denoiser.leftToRight([reading])
      expect(together[index]!.length).toBe(reading.ids.length - reading.from)
      together[index]!.forEach((value, at) => expect(Math.abs(value - alone![at]!)).toBeLessThan(1e-3))
    }
    const [predicted, ...others] = await denoiser.predictLeftToRight(readings)
    expect(others.map(({ length }) => length)).toEqual([1, 0, 1, 140])
    expect(predicted!.map(({ position }) => position)).toEqual([200, 201, 202])
  })

  it('stops between calls', async () => {
    const controller = new AbortController()
    const before = calls
    const layout = { contexts: [text(900), ids()], canvases: [{ length: 2, openLength: true }] }
    const opening = denoiser.open(layout, controller.signal)
    const stopped = expect(opening).rejects.toThrow('the writer pressed Stop')
    setImmediate(() => setImmediate(() => controller.abort(new Error('the writer pressed Stop'))))
    await stopped
    expect(calls - before).toBeGreaterThan(0)
    expect(calls - before).toBeLessThan(4)
    await expect(denoiser.leftToRight([{ ids: text(9), from: 0 }], controller.signal)).rejects.toThrow(
      'the writer pressed Stop'
    )
    const session = await denoiser.open({ ...layout, contexts: [text(3), ids()] })
    await expect(session.evaluate(request([ids(maskId, maskId)]), controller.signal)).rejects.toThrow(
      'the writer pressed Stop'
    )
    await session.close()
  })
})

describe('what a context denoiser refuses', () => {
  let denoiser: ContextDenoiser
  let session: DenoiserSession
  const layout: WindowLayout = { contexts: [text(3), text(3)], canvases: [{ length: 2, openLength: true }] }

  beforeAll(async () => {
    denoiser = await openInPrecision(directory, 'int8')
    session = await denoiser.open(layout)
  })

  it.each([
    ['a window beyond its own', { ...layout, contexts: [text(window - 2), ids()] }, 'window-exceeded'],
    ['contexts that do not fit the canvases', { ...layout, contexts: [text(3)] }, 'bad-request'],
    ['a window without a canvas', { contexts: [text(3)], canvases: [] }, 'bad-request'],
    ['an empty canvas', { ...layout, canvases: [{ length: 0, openLength: true }] }, 'bad-request'],
    ['an unknown token', { ...layout, contexts: [ids(vocabularySize), ids()] }, 'bad-request']
  ])('%s', async (_, wrong, code) => {
    await expect(denoiser.open(wrong)).rejects.toMatchObject({ name: 'DenoiserError', code })
  })

  it.each([
    ['no alternative', { ...request([]) }],
    ['a canvas of another length', request([ids(maskId)])],
    ['a position outside the canvas', { ...request([ids(maskId, maskId)]), positions: [ids(0, 2)] }],
    [
      'positions of another alternative',
      { ...request([ids(maskId, maskId)]), positions: [ids(0, 1), ids(0)] }
    ],
    ['targets that do not fit the positions', { ...request([ids(maskId, maskId)]), targets: [ids(5)] }],
    ['an unknown token', request([ids(maskId, -1)])],
    ['a memory for some alternatives only', { ...request([ids(maskId, maskId)]), memories: [] }],
    [
      'a memory of another model',
      { ...request([ids(maskId, maskId)]), memories: [{ kind: 'canvas-memory' as const }] }
    ]
  ])('a request with %s', async (_, wrong) => {
    await expect(session.evaluate(wrong)).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('tokens too many to judge, and a start outside of them', async () => {
    await expect(denoiser.leftToRight([{ ids: text(window), from: 0 }])).rejects.toMatchObject({
      code: 'window-exceeded'
    })
    await expect(denoiser.leftToRight([{ ids: text(3), from: 4 }])).rejects.toMatchObject({
      code: 'bad-request'
    })
  })

  it('work after it was closed', async () => {
    await session.close()
    await session.close()
    await expect(session.evaluate(request([ids(maskId, maskId)]))).rejects.toMatchObject({ code: 'closed' })
    const other = await denoiser.open(layout)
    await denoiser.dispose()
    await denoiser.dispose()
    await expect(other.evaluate(request([ids(maskId, maskId)]))).rejects.toMatchObject({ code: 'closed' })
    await expect(denoiser.open(layout)).rejects.toMatchObject({ code: 'closed' })
    await expect(denoiser.leftToRight([{ ids: text(3), from: 0 }])).rejects.toMatchObject({ code: 'closed' })
  })
})
