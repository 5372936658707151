/** The process that bench-memory.ts measures: loads a model, fills, and writes its memory as lines of JSON. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadModelFolder } from '../../catalog/model-folder'
import { openDenoiser } from '../../runtime/open-denoiser'
import { loadTokenizer } from '../../tokenizer/byte-level-bpe'
import { canvasTokens, fillOnce, Stopwatch } from '../bench-model'
import { documentWithGap, placeAt } from '../prose'

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    model: { type: 'string', default: '' },
    cache: { type: 'string', default: '' },
    fills: { type: 'string', default: '' },
    every: { type: 'string', default: '' }
  }
})

/** Resident memory in bytes, without garbage where the process was started with --expose-gc. */
function residentBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss()
}

const tell = (fills: number): void =>
  void process.stdout.write(`${JSON.stringify({ fills, bytes: residentBytes() })}\n`)

const folder = await loadModelFolder(values.model)
const denoiser = await openDenoiser(folder, { cacheDirectory: values.cache, device: 'cpu' })
const tokenizer = await loadTokenizer(join(folder.directory, 'tokenizer.json'))
const now = (): number => performance.now()
const model = { denoiser, tokenizer, now, stopwatch: new Stopwatch(now) }
tell(0)
for (let fill = 1; fill <= Number(values.fills); fill += 1) {
  // Alternatives and steps vary as a writer's do.
  await fillOnce(model, documentWithGap(placeAt(fill), canvasTokens, tokenizer), {
    steps: 4 + (fill % 5),
    seed: fill,
    alternatives: fill % 4 === 0 ? 4 : 1
  })
  if (fill % Number(values.every) === 0) tell(fill)
}
await denoiser.dispose()
