import { describe, expect, it } from 'vitest'
import { bundledSpecialIds, loadBundledTokenizer } from '../../test-support/bundled-tokenizer'
import { createFakeDenoiser } from '../../test-support/fake-denoiser'
import { Stopwatch } from '../bench-model'
import type { LlamaPeer } from './llama-cpp'
import { peerJson, peerText } from './peer-report'
import { measurePeers } from './peers'

describe('the bench against llama.cpp', () => {
  it('gives both the same work and compares with the faster', async () => {
    const tokenizer = await loadBundledTokenizer()
    let time = 0
    const now = () => time
    const denoiser = createFakeDenoiser({
      vocabularySize: tokenizer.vocabularySize,
      specialIds: bundledSpecialIds,
      withLeftToRight: true,
      onEvaluate: ({ alternatives }) => void (time += 10 * (alternatives.length === 1 ? 1 : 2))
    })
    const asked: { prefix: number; count: number }[] = []
    const peer = (milliseconds: number): LlamaPeer => ({
      readAndDecode(prefix, count) {
        asked.push({ prefix: prefix.length, count })
        time += milliseconds
        return Promise.resolve([])
      },
      decodeAlternatives() {
        time += 3 * milliseconds
        return Promise.resolve([])
      },
      dispose: () => Promise.resolve()
    })
    const report = await measurePeers(
      { denoiser, tokenizer, now, stopwatch: new Stopwatch(now) },
      [
        { format: 'slow', llama: peer(400) },
        { format: 'fast', llama: peer(200) }
      ],
      2
    )
    expect(new Set(asked.map(({ prefix, count }) => `${prefix} ${count}`))).toEqual(new Set(['512 32']))
    const { calls16, calls8 } = report.firstProposal
    expect(calls16.networkCalls).toBeLessThanOrEqual(16)
    expect(calls16.proposed).toBeCloseTo(10 * calls16.networkCalls, 6)
    // The stand-in judges in no time.
    expect(calls16.judged).toBe(calls16.proposed)
    expect(calls8.networkCalls).toBeLessThanOrEqual(8)
    expect(report.llamaCpp).toEqual([
      { format: 'slow', readAndDecode: 400, fourAlternatives: 1200 },
      { format: 'fast', readAndDecode: 200, fourAlternatives: 600 }
    ])
    expect(report.ratios.calls16OverLlamaCpp).toBeCloseTo(calls16.proposed / 200, 9)
    expect(report.ratios.fourAlternativesOverLlamaCpp).toBeCloseTo(report.fourAlternatives.judged / 600, 9)
    expect(JSON.parse(peerJson(report))).toMatchObject({ threads: 2, model: 'fake' })
    expect(peerText(report)).toMatch(/^fast +200 +600$/m)
  })
})
