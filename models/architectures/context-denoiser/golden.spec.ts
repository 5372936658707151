import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModelFolder } from '../../catalog/model-folder'
import type { GraphSession } from '../../runtime/graph-session'
import { openInPrecision } from '../../test-support/open-graphs'
import type { Candidates } from '../denoiser'
import { outputIds, type Architecture } from './architecture'
import type { ContextDenoiser } from './context-denoiser'
import { GraphCaller } from './graph-calls'
import { rowShape } from './cached-rows'
import { KeyValueCache } from './key-value-cache'
import { RowStores } from './row-store'

/** One window and step, computed by the PyTorch network (models/training/make_tiny_model.py). */
interface GoldenCase {
  readonly name: string
  readonly contexts: readonly number[][]
  /** Alternatives, canvases, tokens. */
  readonly alternatives: readonly number[][][]
  readonly prefill: {
    readonly ids: readonly number[]
    readonly positions: readonly number[]
    readonly lastRowLogits: readonly number[]
    /** [rows, kvHeads · headDim] */
    readonly lastLayerKeys: readonly number[][]
    readonly lastLayerValues: readonly number[][]
  }
  /** One row of log-probabilities a canvas position of each alternative. */
  readonly step: { readonly padBias: number; readonly logProbabilities: readonly number[][] }
}

const tiny = join(import.meta.dirname, 'fixtures/tiny')
const { cases } = JSON.parse(readFileSync(join(tiny, 'golden.json'), 'utf8')) as { cases: GoldenCase[] }
const bannedIds = [0, 2]
const padId = 1
const vocabulary = Array.from({ length: 320 }, (_, id) => id)

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Evaluates every position of every alternative for every token of the vocabulary, in one call. */
async function evaluateCase(denoiser: ContextDenoiser, golden: GoldenCase): Promise<Candidates[][]> {
  const session = await denoiser.open({
    contexts: golden.contexts.map((ids) => Int32Array.from(ids)),
    canvases: golden.alternatives[0]!.map(({ length }) => ({ length, openLength: golden.step.padBias === 0 }))
  })
  const canvases = golden.alternatives.map((alternative) => Int32Array.from(alternative.flat()))
  const positions = Int32Array.from([...canvases[0]!].flatMap((_, at) => vocabulary.map(() => at)))
  const targets = Int32Array.from([...canvases[0]!].flatMap(() => vocabulary))
  const result = await session.evaluate({
    alternatives: canvases,
    positions: canvases.map(() => positions),
    targets: canvases.map(() => targets),
    totalNoise: 1
  })
  await session.close()
  const rows = result.flat()
  return Array.from({ length: rows.length / vocabulary.length }, (_, row) =>
    rows.slice(row * vocabulary.length, (row + 1) * vocabulary.length)
  )
}

const logProbabilities = (row: readonly Candidates[]): number[] =>
  row.map((each) => each.targetLogProbability!)

const canStand = (id: number, { step }: GoldenCase): boolean =>
  !bannedIds.includes(id) && (id !== padId || step.padBias === 0)

describe('the float32 graphs', () => {
  let denoiser: ContextDenoiser
  let architecture: Architecture
  const sessions: GraphSession[] = []

  beforeAll(async () => {
    architecture = (await loadModelFolder(tiny)).manifest.architecture
    denoiser = await openInPrecision(tiny, 'float32', {
      rowsPerCall: Infinity,
      watch(session) {
        sessions.push(session)
        return session
      }
    })
  })

  afterAll(() => denoiser.dispose())

  it.each(cases.map((golden) => [golden.name, golden] as const))('compute: %s', async (_, golden) => {
    const rows = await evaluateCase(denoiser, golden)
    expect(rows.length).toBe(golden.step.logProbabilities.length)
    rows.forEach((row, index) => {
      const expected = golden.step.logProbabilities[index]!
      logProbabilities(row).forEach((value, id) => {
        if (canStand(id, golden)) expect(Math.abs(value - expected[id]!)).toBeLessThan(1e-4)
        else expect(value).toBe(-Infinity)
      })
      expect(sum(logProbabilities(row).map(Math.exp))).toBeCloseTo(1, 5)
    })
  })

  it.each(cases.map((golden) => [golden.name, golden] as const))(
    'give candidates and entropy: %s',
    async (_, golden) => {
      const rows = await evaluateCase(denoiser, golden)
      rows.forEach((row, index) => {
        const expected = golden.step.logProbabilities[index]!
        const [{ tokens, logProbabilities: best, entropy }] = row as [Candidates]
        const ranked = vocabulary
          .filter((id) => canStand(id, golden))
          .sort((a, b) => expected[b]! - expected[a]!)
        // Of a vocabulary as small as this one all that can stand are offered, but for the least likely one.
        expect(tokens.length).toBe(317)
        tokens.forEach((token, rank) => {
          expect(Math.abs(expected[token]! - expected[ranked[rank]!]!)).toBeLessThan(1e-4)
          expect(Math.abs(best[rank]! - expected[token]!)).toBeLessThan(1e-4)
        })
        expect(new Set(tokens).size).toBe(317)
        const shares = expected.map((value) => (value < -1000 ? 0 : Math.exp(value) * -value))
        expect(Math.abs(entropy - sum(shares))).toBeLessThan(1e-4)
      })
    }
  )

  it.each(cases.map((golden) => [golden.name, golden] as const))(
    'read a context: %s',
    async (_, { prefill }) => {
      const ids = Int32Array.from(prefill.ids)
      const columns = outputIds(architecture)
      const rows = {
        ids,
        positions: Int32Array.from(prefill.positions),
        headRows: [...columns].map(() => ids.length - 1),
        targetColumns: [...columns.keys()]
      }
      const past = KeyValueCache.empty(new RowStores(rowShape(architecture), 0), ids.length)
      const [read] = await new GraphCaller(sessions[0]!, architecture).readContext([{ rows, past }], 1)
      const { cache, heads } = read!
      heads.forEach(({ targetLogit }, column) => {
        expect(Math.abs(targetLogit - prefill.lastRowLogits[columns[column]!]!)).toBeLessThan(1e-4)
      })
      const [keys, values] = cache.parted(ids.length).front().slice(-2)
      const width = architecture.kvHeads * architecture.headDim
      for (let row = 0; row < ids.length; row += 1) {
        for (let at = 0; at < width; at += 1) {
          const place = (1 + row) * width + at
          expect(Math.abs(keys![place]! - prefill.lastLayerKeys[row]![at]!)).toBeLessThan(1e-4)
          expect(Math.abs(values![place]! - prefill.lastLayerValues[row]![at]!)).toBeLessThan(1e-4)
        }
      }
    }
  )
})

describe('the int8 graphs', () => {
  let denoiser: ContextDenoiser

  beforeAll(async () => {
    denoiser = await openInPrecision(tiny, 'int8')
  })

  afterAll(() => denoiser.dispose())

  it('diverge little from PyTorch, in nats a position, on weights of large logits', async () => {
    const divergences: number[] = []
    for (const golden of cases) {
      const rows = await evaluateCase(denoiser, golden)
      rows.forEach((row, index) => {
        const expected = golden.step.logProbabilities[index]!
        const ours = logProbabilities(row)
        const terms = vocabulary.map((id) =>
          canStand(id, golden) ? Math.exp(expected[id]!) * (expected[id]! - ours[id]!) : 0
        )
        divergences.push(sum(terms))
      })
    }
    expect(sum(divergences) / divergences.length).toBeLessThan(0.02)
  })
})
