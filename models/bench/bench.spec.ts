import { describe, expect, it } from 'vitest'
import type { Denoiser } from '../architectures/denoiser'
import type { GraphSession } from '../runtime/graph-session'
import { bundledSpecialIds, loadBundledTokenizer } from '../test-support/bundled-tokenizer'
import { createFakeDenoiser } from '../test-support/fake-denoiser'
import { runBench } from './bench'
import { Stopwatch, type BenchModel } from './bench-model'
import { benchJson, benchText } from './bench-report'
import { benchReportSchema } from './bench-schema'

/**
 * A model on a clock of its own. Reading a token of context takes 1 ms; a call 10 ms and 1 ms for each canvas token, a quarter of
 * that for each alternative but the first. What the sampler adds to a call takes .5 ms. Context that was read is kept.
 */
async function clockwork(window = 2048): Promise<{ model: BenchModel; signal: AbortController }> {
  const tokenizer = await loadBundledTokenizer()
  let time = 0
  let callLength = 0
  const now = () => time
  const stopwatch = new Stopwatch(now)
  const runtime: GraphSession = stopwatch.watch({
    run: () => {
      time += callLength
      return Promise.resolve({})
    },
    release: () => Promise.resolve()
  })
  const fake = createFakeDenoiser({
    vocabularySize: tokenizer.vocabularySize,
    specialIds: bundledSpecialIds,
    withLeftToRight: true,
    window
  })
  const read = new Set<string>()
  const denoiser: Denoiser = {
    ...fake,
    async open(layout, signal) {
      const context = layout.contexts.flatMap((ids) => [...ids])
      const hidden = layout.canvases.reduce((sum, { length }) => sum + length, 0)
      expect(1 + context.length + hidden).toBeLessThanOrEqual(window)
      if (!read.has(context.join())) time += context.length
      read.add(context.join())
      const session = await fake.open(layout, signal)
      const canvas = layout.canvases.reduce((sum, { length }) => sum + length, 0)
      return {
        ...session,
        async evaluate(request) {
          // As the real one does, it asks once about canvases that are the same.
          const different = new Set(request.alternatives.map((tokens) => tokens.join())).size
          callLength = 10 + canvas * (1 + (different - 1) / 4)
          await runtime.run({}, [])
          time += 0.5
          return session.evaluate(request)
        }
      }
    }
  }
  const signal = new AbortController()
  return { model: { denoiser, tokenizer, now, stopwatch, signal: signal.signal }, signal }
}

describe('the bench', () => {
  it('finds the ratios, the curve and the calls that a clockwork was built with', async () => {
    const { model } = await clockwork()
    const progress: number[] = []
    const { ratios, steps, calls, ...names } = await runBench(
      model,
      'whole',
      (fraction) => progress.push(fraction),
      0
    )
    expect(names).toEqual({ device: 'none', model: 'fake' })
    // A step of 32 tokens takes 42.5 ms, 42 of them in the runtime; the whole window of 544 tokens 554.5 ms.
    expect(ratios!.stepOverBareRuntime).toBeCloseTo(42.5 / 42, 2)
    expect(ratios!.cachedStepOverFullWindow).toBeCloseTo(42.5 / 554.5, 4)
    // 16 calls and 512 tokens of context: 1192 ms for one, 16 × 24 ms more for four.
    expect(ratios!.fourAlternativesOverOne).toBeCloseTo((1192 + 16 * 24) / 1192, 1)
    expect(ratios!.longDocumentOverShort).toBeCloseTo(1, 1)

    expect(steps.map((figure) => figure.steps)).toEqual([1, 2, 4, 8, 16, 32])
    for (const { networkCalls, milliseconds, judgeNatsPerToken, standardError } of steps) {
      expect(milliseconds / networkCalls).toBeCloseTo(42.5, 0)
      expect(judgeNatsPerToken).toBeGreaterThan(2)
      expect(standardError).toBeGreaterThan(0)
    }

    expect(calls).toHaveLength(27)
    expect(calls).toContainEqual({
      context: 512,
      canvas: 32,
      alternatives: 4,
      milliseconds: 66.5,
      tokensPerSecond: (32 * 4) / (16 * 0.0665)
    })
    // The longest context leaves room for the canvas in a window of 2048 tokens.
    expect(calls.filter(({ canvas }) => canvas === 128).map(({ context }) => context)).toContain(1919)
    expect(progress.at(-1)).toBe(1)
    expect(progress).toEqual([...progress].sort((left, right) => left - right))
  })

  it('measures the most telling part when it is to be short', async () => {
    const { model } = await clockwork()
    const progress: number[] = []
    const report = await runBench(model, 'short', (fraction) => progress.push(fraction), 0)
    expect(benchReportSchema.parse(report)).toEqual(report)
    expect(report.ratios).toBeNull()
    expect(report.steps.map(({ steps }) => steps)).toEqual([1, 2, 4, 8, 16, 32])
    expect(report.calls).toHaveLength(18)
    expect(report.calls).toContainEqual(
      expect.objectContaining({ context: 512, canvas: 32, milliseconds: 66.5 })
    )
    expect(progress.at(-1)).toBe(1)
    expect(progress).toEqual([...progress].sort((left, right) => left - right))
    expect(benchText(report)).not.toContain('Ratios')
  })

  it('measures what a small window holds, nothing twice', async () => {
    const { model } = await clockwork(256)
    const { calls, ratios } = await runBench(model, 'whole', undefined, 0)
    expect(ratios?.cachedStepOverFullWindow).toBeLessThan(1)
    const sizes = calls
      .filter(({ alternatives }) => alternatives === 1)
      .map(({ context, canvas }) => [context, canvas])
    expect(sizes).toEqual([
      [128, 8],
      [128, 32],
      [127, 128],
      [247, 8],
      [223, 32]
    ])
  })

  it('stops when asked', async () => {
    const { model, signal } = await clockwork()
    const running = runBench(model, 'whole', () => signal.abort(new Error('enough')), 0)
    await expect(running).rejects.toThrow('enough')
  })

  it('writes JSON and tables', () => {
    const report = {
      ratios: {
        stepOverBareRuntime: 1.0512345,
        cachedStepOverFullWindow: 0.0912345,
        fourAlternativesOverOne: 2,
        longDocumentOverShort: 1
      },
      steps: [
        { steps: 16, networkCalls: 14, milliseconds: 612.345, judgeNatsPerToken: 3.4, standardError: 0.2 }
      ],
      calls: [
        { context: 512, canvas: 32, alternatives: 4, milliseconds: 71.234, tokensPerSecond: 1234.5678 }
      ],
      device: 'cpu',
      model: 'small'
    }
    expect(JSON.parse(benchJson(report))).toEqual({
      ratios: {
        stepOverBareRuntime: 1.051,
        cachedStepOverFullWindow: 0.09123,
        fourAlternativesOverOne: 2,
        longDocumentOverShort: 1
      },
      steps: [
        { steps: 16, networkCalls: 14, milliseconds: 612.3, judgeNatsPerToken: 3.4, standardError: 0.2 }
      ],
      device: 'cpu',
      model: 'small'
    })
    const text = benchText(report)
    expect(text).toContain('small on cpu')
    expect(text).toMatch(/^a step, over the runtime alone +1\.05 +1\.1$/m)
    expect(text).toMatch(/^16 +14 +612 +3\.40 +0\.20$/m)
    expect(text).toMatch(/^512 +32 +4 +71\.2 +1235$/m)
  })
})
