/** `npm run bench:peers [-- --json] [--model FOLDER]`: README.md of models/bench. */
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism, homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadModelFolder } from '../../catalog/model-folder'
import { modelLocations } from '../../catalog/model-locations'
import { openDenoiser } from '../../runtime/open-denoiser'
import { loadTokenizer } from '../../tokenizer/byte-level-bpe'
import { Stopwatch } from '../bench-model'
import { writeBaseGguf, type BaseFormat } from './base-gguf'
import { installLlamaCpp, openLlamaPeer } from './llama-cpp'
import { peerJson, peerText } from './peer-report'
import { measurePeers, type Peer } from './peers'

const resources = resolve(import.meta.dirname, '../../../resources')
const log = (line: string): void => void process.stderr.write(`${line}\n`)

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { json: { type: 'boolean' }, model: { type: 'string' } }
})
const entry = await installLlamaCpp(log)
const folder = await loadModelFolder(values.model ?? join(resources, 'models/smollm2-135m-sedd'))
const { cacheDirectory } = modelLocations({
  platform: process.platform,
  environment: process.env,
  homeDirectory: homedir(),
  resources
})
/** ONNX Runtime takes one thread a physical core: as many, where no two threads share a core. */
const threads = availableParallelism()
const work = join(tmpdir(), `lacuna-peers-${process.pid}`)
await mkdir(work)
const now = (): number => performance.now()
const stopwatch = new Stopwatch(now)
const peers: Peer[] = []
try {
  const denoiser = await openDenoiser(folder, { cacheDirectory, device: 'cpu', watch: stopwatch.watch })
  const tokenizer = await loadTokenizer(join(folder.directory, 'tokenizer.json'))
  for (const format of ['stored', 'Q8_0'] satisfies BaseFormat[]) {
    const path = join(work, `${format}.gguf`)
    log(`Writing the base weights as a GGUF (${format}) …`)
    await writeBaseGguf(folder, format, path)
    const llama = await openLlamaPeer(entry, { path, threads, contextSize: 1024 })
    peers.push({ format: format === 'stored' ? 'as stored (Q4_1)' : format, llama })
  }
  const report = await measurePeers({ denoiser, tokenizer, now, stopwatch }, peers, threads, (fraction) =>
    log(`${Math.round(fraction * 100)}%`)
  )
  process.stdout.write(values.json === true ? `${peerJson(report)}\n` : peerText(report))
  await denoiser.dispose()
} finally {
  for (const { llama } of peers) await llama.dispose()
  await rm(work, { recursive: true, force: true })
}
