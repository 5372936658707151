import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModelFolder, locateFile, type ModelFolder } from '../../catalog/model-folder'
import { openGraph } from '../../runtime/onnx-session'
import type { DenoiserSession } from '../denoiser'
import { buildGraphs, graphFiles, type PrecisionName } from './build-graphs'
import { ContextDenoiser } from './context-denoiser'

interface GoldenCase {
  readonly name: string
  readonly contexts: number[][]
  /** Alternatives, canvases, tokens. */
  readonly alternatives: number[][][]
  readonly prefill: { readonly ids: number[]; readonly lastRowLogits: number[] }
  readonly step: { readonly padBias: number; readonly logProbabilities: number[][] }
}

const tiny = resolve(import.meta.dirname, 'fixtures/tiny')
let directory: string
let folder: ModelFolder
let cases: GoldenCase[]
const denoisers = new Map<PrecisionName, ContextDenoiser>()

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'context-denoiser-'))
  folder = await loadModelFolder(tiny)
  const golden = JSON.parse(await readFile(join(tiny, 'golden.json'), 'utf8')) as { cases: GoldenCase[] }
  cases = golden.cases
  for (const precision of ['float32', 'int8'] as const) {
    const target = await mkdtemp(join(directory, precision))
    const { architecture, files, name } = folder.manifest
    const sources = files.filter(({ path }) => path.endsWith('.safetensors'))
    await buildGraphs({
      architecture,
      precision,
      directory: target,
      sources: await Promise.all(sources.map((file) => locateFile(folder, file)))
    })
    const context = await openGraph(join(target, graphFiles.context), 'cpu')
    const canvas = await openGraph(join(target, graphFiles.canvas), 'cpu')
    denoisers.set(precision, new ContextDenoiser({ name, device: 'cpu', architecture, context, canvas }))
  }
})

afterAll(async () => {
  for (const denoiser of denoisers.values()) await denoiser.dispose()
  await rm(directory, { recursive: true })
})

const tokens = (ids: readonly number[]): Int32Array => Int32Array.from(ids)

async function openCase(
  precision: PrecisionName,
  { contexts, alternatives, step }: GoldenCase
): Promise<{ session: DenoiserSession; canvases: Int32Array[]; positions: Int32Array }> {
  const session = await denoisers.get(precision)!.open({
    contexts: contexts.map(tokens),
    canvases: alternatives[0]!.map(({ length }) => ({ length, openLength: step.padBias === 0 }))
  })
  const canvases = alternatives.map((canvas) => tokens(canvas.flat()))
  return { session, canvases, positions: canvases[0]!.map((_, index) => index) }
}

describe.each([
  ['float32', 1e-4],
  ['int8', 0.5]
] as const)('the %s graphs against PyTorch', (precision, tolerance) => {
  it('agree in every log-probability of every golden case', async () => {
    for (const golden of cases) {
      const { session, canvases, positions } = await openCase(precision, golden)
      const { architecture } = folder.manifest
      let worst = 0
      for (let target = 0; target < architecture.vocabularySize; target += 1) {
        const result = await session.evaluate({
          alternatives: canvases,
          positions: canvases.map(() => positions),
          targets: canvases.map(() => positions.map(() => target)),
          totalNoise: 1
        })
        result.flat().forEach(({ targetLogProbability }, row) => {
          const expected = golden.step.logProbabilities[row]![target]!
          if (expected < -1000) expect(targetLogProbability).toBe(-Infinity)
          else worst = Math.max(worst, Math.abs(targetLogProbability! - expected))
        })
      }
      expect(worst, golden.name).toBeLessThan(tolerance)
      console.log(precision, golden.name, worst)
      await session.close()
    }
  })
})
