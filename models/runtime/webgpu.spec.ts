import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openInPrecision } from '../test-support/open-graphs'
import { writeTinyModel } from '../test-support/tiny-model'
import { loadTokenizer } from '../tokenizer/byte-level-bpe'
import { observe, type Observation } from './test-support/observe'
import { softwareGpu } from './test-support/software-gpu'

const environment = softwareGpu()
const program = 'runtime/test-support/observe-device.ts'

let root: string
let model: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'webgpu-'))
  model = join(root, 'tiny')
  await writeTinyModel(model, { seed: 1 })
})

afterEach(() => rm(root, { recursive: true }))

/** In a process of its own: where the libraries of the processor lie is read when a process starts. */
async function observeWebGpu(env: NodeJS.ProcessEnv): Promise<Observation> {
  const args = [resolve(import.meta.dirname, '../run.mjs'), program, 'webgpu', model, join(root, 'cache')]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const code = await new Promise((done, fail) => child.on('error', fail).on('close', done))
  if (code !== 0) throw new Error(`the process ended with ${String(code)}: ${errors}`)
  return JSON.parse(output) as Observation
}

describe('WebGPU', () => {
  it('says what the processor says, token by token', { timeout: 600_000 }, async ({ skip }) => {
    if (environment === undefined) {
      skip(
        'there is no SwiftShader here: it comes with Electron, which `npm start` or `npm run test:e2e` fetches'
      )
      return
    }
    const denoiser = await openInPrecision(model, 'float32')
    const expected = await observe(denoiser, await loadTokenizer(join(model, 'tokenizer.json')))
    await denoiser.dispose()
    const observed = await observeWebGpu(environment)
    expect(observed.fills).toEqual(expected.fills)
    expect(expected.fills).toHaveLength(4)
    expect(observed.candidates).toHaveLength(40)
    for (const [position, { tokens, logProbabilities }] of expected.candidates.entries()) {
      expect(observed.candidates[position]!.tokens).toEqual(tokens)
      for (const [index, logProbability] of logProbabilities.entries()) {
        expect(observed.candidates[position]!.logProbabilities[index]).toBeCloseTo(logProbability, 4)
      }
    }
    for (const [index, logProbability] of expected.leftToRight.entries()) {
      expect(observed.leftToRight[index]).toBeCloseTo(logProbability, 4)
    }
  })
})
