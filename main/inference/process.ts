import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { runBench } from '../../models/bench/bench'
import { Stopwatch } from '../../models/bench/bench-model'
import { loadModelFolder } from '../../models/catalog/model-folder'
import { fill, readAhead } from '../../models/infill/fill'
import { surpriseOf } from '../../models/scoring/surprise'
import { openDenoiser } from '../../models/runtime/open-denoiser'
import { loadTokenizer } from '../../models/tokenizer/byte-level-bpe'
import { english } from '../../models/words/english'
import { createInferenceServer } from './inference-server'
import type { InferenceServerOptions } from './inference-server'

// The program of the inference process: connects the server to the port that leads to main.

// Typing goes before computing. Threads inherit this from the one that starts them, so it comes before the runtime starts its own.
// On Windows the lowest priority is for when the machine is idle: a fill would stand still beside any other program.
const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL } = constants.priority
setPriority(process.platform === 'win32' ? PRIORITY_BELOW_NORMAL : PRIORITY_LOW)

const now = (): number => performance.now()

const loadModel: InferenceServerOptions['loadModel'] = async (
  modelFolder,
  cacheFolder,
  { onPreparing, onFallback }
) => {
  const folder = await loadModelFolder(modelFolder)
  const tokenizer = await loadTokenizer(join(folder.directory, 'tokenizer.json'))
  const stopwatch = new Stopwatch(now)
  const denoiser = await openDenoiser(folder, {
    cacheDirectory: cacheFolder,
    device: 'auto',
    onProgress: onPreparing,
    onFallback,
    watch: stopwatch.watch
  })
  return { denoiser, tokenizer, stopwatch, stepQuality: folder.manifest.stepQuality ?? [] }
}

const receive = createInferenceServer({
  post: (message) => process.parentPort.postMessage(message),
  loadModel,
  fill: (document, settings, dependencies) => fill(document, settings, { ...dependencies, words: english }),
  readAhead,
  surpriseOf,
  runBench,
  now
})

process.parentPort.on('message', ({ data }) => receive(data))
