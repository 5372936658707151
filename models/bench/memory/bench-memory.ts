/** `npm run bench:memory [-- --json]`: README.md of models/bench. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { modelLocations } from '../../catalog/model-locations'
import { writeTinyModel } from '../../test-support/tiny-model'
import { numberTable } from '../table'
import { growth, memorySampleSchema, type MemorySample } from './growth'

const resources = resolve(import.meta.dirname, '../../../resources')
const runner = resolve(import.meta.dirname, '../../run.mjs')
const { values } = parseArgs({ args: process.argv.slice(3), options: { json: { type: 'boolean' } } })
const { cacheDirectory } = modelLocations({
  platform: process.platform,
  environment: process.env,
  homeDirectory: homedir(),
  resources
})

interface Run {
  readonly name: string
  readonly model: string
  readonly cache: string
  readonly fills: number
  readonly every: number
}

/** Each model in a process of its own, as the app has it. */
async function measure({ model, cache, fills, every }: Run): Promise<MemorySample[]> {
  const options = { model, cache, fills, every }
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      runner,
      'bench/memory/measure-memory.ts',
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', (code) => resolve(code))
  )
  const samples: MemorySample[] = []
  for await (const line of createInterface(child.stdout)) {
    samples.push(memorySampleSchema.parse(JSON.parse(line)))
    process.stderr.write(`${samples.at(-1)!.fills} of ${fills} fills\n`)
  }
  if ((await ended) !== 0) throw new Error('The process that was to be measured failed.')
  return samples
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
const work = await mkdtemp(join(tmpdir(), 'lacuna-memory-'))
try {
  const tiny = join(work, 'tiny')
  await writeTinyModel(tiny, { seed: 1 })
  const bundled = join(resources, 'models/smollm2-135m-sedd')
  const runs: Run[] = [
    { name: 'tiny model', model: tiny, cache: join(work, 'cache'), fills: 500, every: 25 },
    { name: 'bundled model', model: bundled, cache: cacheDirectory, fills: 500, every: 25 }
  ]
  const results = []
  for (const run of runs) results.push({ ...run, samples: await measure(run) })
  const figures = results.map(({ name, fills, samples }) => ({
    name,
    fills,
    megabytesAfterLoad: samples[0]!.bytes / 1e6,
    megabytesHalfway: samples[samples.length >> 1]!.bytes / 1e6,
    megabytesAtTheEnd: samples.at(-1)!.bytes / 1e6,
    kilobytesAFill: growth(samples) / 1e3
  }))
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify(figures)}\n`
      : numberTable([
          ['resident memory, MB', 'after load', 'halfway', 'at the end', 'fills', 'growth, kB a fill'],
          ...results.map(({ name, fills, samples }) => [
            name,
            megabytes(samples[0]!.bytes),
            megabytes(samples[samples.length >> 1]!.bytes),
            megabytes(samples.at(-1)!.bytes),
            String(fills),
            (growth(samples) / 1e3).toFixed(1)
          ])
        ])
  )
} finally {
  await rm(work, { recursive: true, force: true })
}
