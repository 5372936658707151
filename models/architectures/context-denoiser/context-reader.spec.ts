import fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModelFolder } from '../../catalog/model-folder'
import type { GraphSession } from '../../runtime/graph-session'
import { openInPrecision } from '../../test-support/open-graphs'
import { writeTinyModel } from '../../test-support/tiny-model'
import type { Architecture } from './architecture'
import type { ContextDenoiser } from './context-denoiser'
import { ContextReader, type ContextRows } from './context-reader'

let directory: string
let architecture: Architecture

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'context-reader-'))
  await writeTinyModel(directory, { seed: 3 })
  architecture = (await loadModelFolder(directory)).manifest.architecture
})

afterAll(() => rm(directory, { recursive: true }))

const noPause = (): Promise<void> => Promise.resolve()

const text = (length: number, seed = 0): ContextRows => ({
  ids: Int32Array.from({ length }, (_, index) => 3 + ((index * 29 + seed * 7) % 300)),
  positions: Int32Array.from({ length }, (_, index) => index)
})

/** The first `length` rows of one text, and others behind them. */
function changed({ ids, positions }: ContextRows, length: number): ContextRows {
  return { ids: ids.map((id, row) => (row < length ? id : 303 - id)), positions }
}

describe.each(['float32', 'int8'] as const)('a reader of contexts in %s', (precision) => {
  let denoiser: ContextDenoiser
  let session: GraphSession
  /** Rows of each call. */
  let calls: number[] = []

  beforeAll(async () => {
    const sessions: GraphSession[] = []
    denoiser = await openInPrecision(directory, precision, {
      watch(opened) {
        sessions.push(opened)
        return opened
      }
    })
    session = {
      run(inputs, outputs) {
        calls.push(inputs['ids']!.data.length)
        return sessions[0]!.run(inputs, outputs)
      },
      release: () => Promise.resolve()
    }
  })

  afterAll(() => denoiser.dispose())

  const newReader = (): ContextReader => {
    calls = []
    return new ContextReader(session, architecture)
  }

  it('reads nothing twice, and from the first row that changed', async () => {
    const reader = newReader()
    const first = await reader.read(text(300), noPause)
    // The first row goes alone.
    expect(calls).toEqual([1, 127, 128, 44])
    expect((await reader.read(text(300), noPause)).cache).toBe(first.cache)
    expect(calls.length).toBe(4)
    await reader.read(text(310), noPause)
    expect(calls.slice(4)).toEqual([10])
    await reader.read(changed(text(310), 250), noPause)
    expect(calls.slice(5)).toEqual([60])
    const { ids, positions } = text(310)
    await reader.read({ ids, positions: positions.map((at, row) => (row < 200 ? at : at + 5)) }, noPause)
    expect(calls.slice(6)).toEqual([110])
  })

  it('gives the same, bit for bit, however a context was come by', async () => {
    const edit = fc.record({ length: fc.integer({ min: 1, max: 400 }), kept: fc.nat(400) })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), edit, async (before, last) => {
        const reader = newReader()
        for (const { length, kept } of before) await reader.read(changed(text(length), kept), noPause)
        const wanted = changed(text(last.length), last.kept)
        const { cache } = await reader.read(wanted, noPause)
        expect(cache.front).toEqual((await newReader().read(wanted, noPause)).cache.front)
      }),
      { numRuns: 25 }
    )
  })

  it('judges what follows a context without reading it again, to the same bit', async () => {
    const rows = text(330)
    const asked = { rows: [300, 315, 329], targetColumns: [5, 6, 7] }
    const fresh = await newReader().read(rows, noPause, asked)
    const reader = newReader()
    await reader.read(changed(rows, 300), noPause)
    calls = []
    const { heads } = await reader.read(rows, noPause, asked)
    expect(calls).toEqual([30])
    await reader.read(text(331), noPause, { rows: [330], targetColumns: [5] })
    await reader.read(text(333), noPause, { rows: [332], targetColumns: [5] })
    expect(calls.slice(1)).toEqual([1, 2])
    expect(heads.map(({ targetLogit }) => targetLogit)).toEqual(
      fresh.heads.map(({ targetLogit }) => targetLogit)
    )
  })

  it('remembers what it had read when it was stopped', async () => {
    const reader = newReader()
    let pauses = 0
    const stop = (): Promise<void> =>
      ++pauses > 2 ? Promise.reject(new Error('the writer pressed Stop')) : Promise.resolve()
    await expect(reader.read(text(300), stop)).rejects.toThrow('the writer pressed Stop')
    expect(calls).toEqual([1, 127, 128])
    await reader.read(text(300), noPause)
    expect(calls.slice(3)).toEqual([44])
    reader.clear()
    await reader.read(text(5), noPause)
    expect(calls.slice(4)).toEqual([1, 4])
  })
})

describe('the memory of a reader', () => {
  it('is bounded: what was not used for long is read again', async () => {
    let calls = 0
    // A context of 1000 rows takes 2 × 1001 × 4 × headDim bytes: 36 MiB of the 120.
    const headDim = Math.ceil((36 << 20) / (8 * 1001))
    const large = { ...architecture, layers: 1, kvHeads: 1, headDim }
    const shared = new Float32Array(128 * headDim)
    const session: GraphSession = {
      run(inputs, outputs) {
        calls += 1
        const data = shared.subarray(0, inputs['ids']!.data.length * headDim)
        return Promise.resolve(
          Object.fromEntries(outputs.map((name) => [name, { type: 'float32', data, dimensions: [] }]))
        )
      },
      release: () => Promise.resolve()
    }
    const reader = new ContextReader(session, large)
    const read = async (seed: number): Promise<number> => {
      calls = 0
      await reader.read(text(1000, seed), noPause)
      return calls
    }
    expect([await read(1), await read(2), await read(3)]).toEqual([9, 9, 9])
    expect(await read(1)).toBe(0)
    expect(await read(4)).toBe(9)
    expect([await read(1), await read(3), await read(4)]).toEqual([0, 0, 0])
    expect(await read(2)).toBe(9)
  })
})
