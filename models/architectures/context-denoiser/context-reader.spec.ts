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
import { copyRows, rowShape } from './cached-rows'
import { ContextReader, type RowsToRead } from './context-reader'
import { GraphCaller, type RawHeadRow } from './graph-calls'
import type { KeyValueCache } from './key-value-cache'
import type { AskedRows, ContextRows } from './reading'

let directory: string
let architecture: Architecture

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'context-reader-'))
  await writeTinyModel(directory, { seed: 3 })
  architecture = (await loadModelFolder(directory)).manifest.architecture
})

afterAll(() => rm(directory, { recursive: true }))

const noPause = (): Promise<void> => Promise.resolve()

/** What is said of the rows of one text. */
async function askOne(reader: ContextReader, rows: ContextRows, asked: AskedRows): Promise<RawHeadRow[]> {
  const [heads] = await reader.read([{ ...rows, asked }], noPause)
  return heads!
}

/** All rows of a cache. */
function contents(cache: KeyValueCache): Float32Array {
  const { tail } = cache.parted(0)
  const shape = rowShape(architecture)
  const data = new Float32Array(2 * shape.layers * cache.length * shape.width)
  copyRows(shape, tail, { data, rows: cache.length, start: 0 })
  return data
}

const text = (length: number, seed = 0): ContextRows => ({
  ids: Int32Array.from({ length }, (_, index) => 3 + ((index * 29 + seed * 7) % 300)),
  positions: Int32Array.from({ length }, (_, index) => index),
  shared: Infinity
})

/** The first `length` rows of one text, and others behind them. */
function changed({ ids, ...others }: ContextRows, length: number): ContextRows {
  return { ids: ids.map((id, row) => (row < length ? id : 303 - id)), ...others }
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
    return new ContextReader(new GraphCaller(session, architecture))
  }

  it('reads nothing twice, and from the first row that changed', async () => {
    const reader = newReader()
    const first = await reader.open(text(300), noPause)
    expect(calls).toEqual([65, 64, 64, 64, 43])
    expect((await reader.open(text(300), noPause)).cache.sharesFrontWith(first.cache)).toBe(true)
    expect(calls.length).toBe(5)
    await reader.open(text(310), noPause)
    expect(calls.slice(5)).toEqual([10])
    await reader.open(changed(text(310), 250), noPause)
    expect(calls.slice(6)).toEqual([7, 53])
    const moved = text(310)
    const positions = moved.positions.map((at, row) => (row < 200 ? at : at + 5))
    await reader.open({ ...moved, positions }, noPause)
    expect(calls.slice(8)).toEqual([57, 53])
  })

  it('gives the same, bit for bit, however a context was come by', async () => {
    const edit = fc.record({ length: fc.integer({ min: 1, max: 400 }), kept: fc.nat(400) })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), edit, async (before, last) => {
        const reader = newReader()
        for (const { length, kept } of before) await reader.open(changed(text(length), kept), noPause)
        const wanted = changed(text(last.length), last.kept)
        const { cache } = await reader.open(wanted, noPause)
        const fresh = await newReader().open(wanted, noPause)
        expect(contents(cache)).toEqual(contents(fresh.cache))
      }),
      { numRuns: 25 }
    )
  })

  it('judges what follows a context without reading it again, to the same bit', async () => {
    const rows = text(330)
    const asked = { rows: [300, 315, 329], targetColumns: [5, 6, 7], candidates: 1 }
    const fresh = await askOne(newReader(), rows, asked)
    const reader = newReader()
    await reader.open(changed(rows, 300), noPause)
    calls = []
    const heads = await askOne(reader, rows, asked)
    // The block of 64 ends in between.
    expect(calls).toEqual([21, 9])
    await askOne(reader, text(331), { rows: [330], targetColumns: [5], candidates: 1 })
    await askOne(reader, text(333), { rows: [332], targetColumns: [5], candidates: 1 })
    // One row goes twice: the products of a single one would be summed in another order.
    expect(calls.slice(2)).toEqual([2, 2])
    expect(heads.map(({ targetLogit }) => targetLogit)).toEqual(fresh.map(({ targetLogit }) => targetLogit))
  })

  it('reads on behind what several texts share, in one call and to the same bit as each alone', async () => {
    const shared = 200
    const branches = (length: number): RowsToRead[] =>
      [0, 1, 2].map((branch) => {
        const { ids, positions } = text(length + branch)
        return {
          ids: ids.map((id, row) => (row < shared ? id : id + branch)),
          positions,
          shared,
          asked: { rows: [shared, length + branch - 1], targetColumns: [8, 9], candidates: 1 }
        }
      })
    const logits = (read: readonly (readonly RawHeadRow[])[]): number[][] =>
      read.map((heads) => heads.map(({ targetLogit }) => targetLogit))
    for (const length of [202, 213, 245, 300]) {
      const alone = await Promise.all(branches(length).map((branch) => newReader().read([branch], noPause)))
      const reader = newReader()
      const [{ asked: _, ...context }] = branches(shared) as [RowsToRead]
      await reader.open(context, noPause)
      expect(calls).toEqual([65, 64, 64, 7])
      calls = []
      expect(logits(await reader.read(branches(length), noPause))).toEqual(
        alone.map((read) => logits(read)[0])
      )
      // Of each branch its rows, filled up to the longest: as many branches as fit into 96 rows.
      const rows = branches(length)
        .map(({ ids }) => ids.length - shared)
        .reverse()
      const apart = rows.flatMap((count) => [64, count - 64])
      expect(calls).toEqual(length === 300 ? apart : length === 245 ? [2 * 47, 45] : [3 * rows[0]!])
    }
  })

  it('reads once what some of the texts have in common behind what all share', async () => {
    const shared = 100
    // As the ends of a canvas: longer and longer parts of the same words, and then the text behind it.
    const endings = [140, 150, 160].map((kept): RowsToRead => {
      const { ids, positions } = text(kept + 4)
      return {
        ids: ids.map((id, row) => (row < kept ? id : id + 1)),
        positions,
        shared,
        asked: { rows: [kept, kept + 3], targetColumns: [8, 9], candidates: 1 }
      }
    })
    const alone = await Promise.all(endings.map((ending) => newReader().read([ending], noPause)))
    const reader = newReader()
    const together = await reader.read(endings, noPause)
    // Alone, each would read 44 to 64 rows behind what is shared. The longest goes first, the others come in where they differ.
    expect(calls).toEqual([65, 35, 64, 2 * 4])
    expect(together.map((heads) => heads.map(({ targetLogit }) => targetLogit))).toEqual(
      alone.map(([heads]) => heads!.map(({ targetLogit }) => targetLogit))
    )
  })

  it('computes nothing again of which the same was asked before', async () => {
    const reader = newReader()
    const asked = (rows: number[], targetColumns: number[]): AskedRows => ({
      rows,
      targetColumns,
      candidates: 1
    })
    const first = await askOne(reader, text(50), asked([20, 30, 49], [5, 6, 7]))
    expect(calls).toEqual([50])
    const again = await askOne(reader, text(60), asked([20, 30, 59], [5, 6, 8]))
    expect(calls.slice(1)).toEqual([10])
    expect(again.slice(0, 2)).toEqual(first.slice(0, 2))
    await askOne(reader, text(60), asked([20, 30, 59], [5, 9, 8]))
    expect(calls.slice(2)).toEqual([30])
    await askOne(reader, text(60), { ...asked([20, 30, 59], [5, 9, 8]), candidates: 2 })
    expect(calls.slice(3)).toEqual([40])
  })

  it('uses the memory of what it forgot again, and not that of a context which is still open', async () => {
    const reader = newReader()
    const open = await reader.open(text(40), noPause)
    const closed = await reader.open(text(40, 1), noPause)
    closed.release()
    // Each text is so unlike the others that it is kept apart: 64 of them are.
    for (let seed = 2; seed < 70; seed++) (await reader.open(text(40, seed), noPause)).release()
    const memory = closed.cache
    expect(() => memory.front()).toThrow('taken back')
    const last = await reader.open(text(45, 70), noPause)
    for (const [{ cache }, rows] of [
      [open, text(40)],
      [last, text(45, 70)]
    ] as const) {
      expect(contents(cache)).toEqual(contents((await newReader().open(rows, noPause)).cache))
    }
  })

  it('remembers what it had read when it was stopped', async () => {
    const reader = newReader()
    let pauses = 0
    const stop = (): Promise<void> =>
      ++pauses > 2 ? Promise.reject(new Error('the writer pressed Stop')) : Promise.resolve()
    await expect(reader.open(text(300), stop)).rejects.toThrow('the writer pressed Stop')
    expect(calls).toEqual([65, 64])
    const goneOn = await reader.open(text(300), noPause)
    expect(calls.slice(2)).toEqual([64, 64, 43])
    reader.clear()
    await reader.open(text(5), noPause)
    expect(calls.slice(5)).toEqual([5])
    const atOnce = await newReader().open(text(300), noPause)
    expect(contents(goneOn.cache)).toEqual(contents(atOnce.cache))
  })
})

describe('the memory of a reader', () => {
  it('is bounded for a small model, too', async () => {
    let calls = 0
    const session: GraphSession = {
      run(inputs, outputs) {
        calls += 1
        const data = new Float32Array(2 * inputs['ids']!.data.length)
        return Promise.resolve(
          Object.fromEntries(outputs.map((name) => [name, { type: 'float32', data, dimensions: [] }]))
        )
      },
      release: () => Promise.resolve()
    }
    const reader = new ContextReader(
      new GraphCaller(session, { ...architecture, layers: 1, kvHeads: 1, headDim: 1 })
    )
    const one = (seed: number): ContextRows => ({
      ids: Int32Array.of(seed, 1),
      positions: Int32Array.of(0, 1),
      shared: Infinity
    })
    for (let seed = 3; seed < 203; seed++) await reader.open(one(seed), noPause)
    calls = 0
    await reader.open(one(202), noPause)
    expect(calls).toBe(0)
    await reader.open(one(3), noPause)
    expect(calls).toBe(1)
  })

  it('is bounded: what was not used for long is read again', async () => {
    let calls = 0
    // A context of 1000 rows takes 2 × 1001 × 4 × headDim bytes: 36 MiB of the 120.
    const headDim = Math.ceil((36 << 20) / (8 * 1001))
    const large = { ...architecture, layers: 1, kvHeads: 1, headDim }
    const shared = new Float32Array(2 * 65 * headDim)
    const session: GraphSession = {
      run(inputs, outputs) {
        calls += 1
        const data = shared.subarray(0, 2 * inputs['ids']!.data.length * headDim)
        return Promise.resolve(
          Object.fromEntries(outputs.map((name) => [name, { type: 'float32', data, dimensions: [] }]))
        )
      },
      release: () => Promise.resolve()
    }
    const reader = new ContextReader(new GraphCaller(session, large))
    const read = async (seed: number): Promise<number> => {
      calls = 0
      await reader.open(text(1000, seed), noPause)
      return calls
    }
    expect([await read(1), await read(2), await read(3)]).toEqual([16, 16, 16])
    expect(await read(1)).toBe(0)
    expect(await read(4)).toBe(16)
    expect([await read(1), await read(3), await read(4)]).toEqual([0, 0, 0])
    expect(await read(2)).toBe(16)
  })
})
