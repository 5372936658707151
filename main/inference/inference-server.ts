import { describeError } from '../describe-error'
import type { ErrorPayload, FillRequest, SurpriseRequest } from '../ipc/contract'
import type { SpeedRequest } from '../ipc/speed'
import type { runBench } from '../../models/bench/bench'
import type { Stopwatch } from '../../models/bench/bench-model'
import { CatalogError } from '../../models/catalog/catalog-error'
import type { StepQuality } from '../../models/catalog/step-quality'
import { FillError } from '../../models/infill/fill-error'
import { FormatError } from '../../models/formats/format-error'
import type { fill, readAhead } from '../../models/infill/fill'
import type { TimedDenoiser } from '../../models/runtime/open-denoiser'
import { RuntimeError } from '../../models/runtime/runtime-error'
import { ScoringError } from '../../models/scoring/scoring-error'
import type { surpriseOf } from '../../models/scoring/surprise'
import type { SurprisedWord } from '../../models/scoring/surprised-word'
import { TokenizerError } from '../../models/tokenizer/tokenizer'
import type { Tokenizer } from '../../models/tokenizer/tokenizer'
import { cancelledError } from './inference-error'
import { toInferenceSchema } from './messages'
import type { FromInference } from './messages'
import { limitProgress } from './progress-limit'

export interface LoadedModel {
  readonly denoiser: TimedDenoiser
  readonly tokenizer: Tokenizer
  /** Watches the sessions of the denoiser. */
  readonly stopwatch: Stopwatch
  /** Empty where it was not measured. */
  readonly stepQuality: StepQuality
}

export interface LoadListeners {
  /** Is told how much of what a device needs is built: 0 … 1 */
  readonly onPreparing: (fraction: number) => void
  /** Is told why, when the device that had been chosen failed and the processor took its place. */
  readonly onFallback: (why: string) => void
}

export interface InferenceServerOptions {
  readonly post: (message: FromInference) => void
  /** @param onPreparing is told how much of what a device needs is built: 0 … 1 */
  readonly loadModel: (
    modelFolder: string,
    cacheFolder: string,
    listeners: LoadListeners
  ) => Promise<LoadedModel>
  readonly fill: typeof fill
  readonly readAhead: typeof readAhead
  readonly surpriseOf: typeof surpriseOf
  readonly runBench: typeof runBench
  /** Milliseconds. */
  readonly now: () => number
}

/** The work of the inference process: one model, one job at a time. Returns what takes the messages of main. */
export function createInferenceServer({
  post,
  loadModel,
  fill,
  readAhead,
  surpriseOf,
  runBench,
  now
}: InferenceServerOptions): (message: unknown) => void {
  let model: LoadedModel | null = null
  let running: { readonly requestId: string; readonly abort: AbortController } | null = null

  const start = async (modelFolder: string, cacheFolder: string) => {
    try {
      const loaded = await loadModel(modelFolder, cacheFolder, {
        onPreparing: (fraction) => post({ type: 'status', status: { state: 'preparing', fraction } }),
        onFallback: (why) => post({ type: 'fell-back', why })
      })
      const timing = loaded.denoiser.timing()
      const { why, refused } = loaded.denoiser.decision()
      model = loaded
      const { name, device, window } = loaded.denoiser.info
      const choice = { why, refused }
      const { stepQuality } = loaded
      post({
        type: 'status',
        status: { state: 'ready', model: name, device, choice, window, timing, stepQuality }
      })
    } catch (error) {
      post({ type: 'start-failed', error: whyNotStarted(error), trace: describeError(error) })
    }
  }

  /** @param work gives the last message of the job */
  const run = async (requestId: string, work: (signal: AbortSignal) => Promise<FromInference>) => {
    const abort = new AbortController()
    running = { requestId, abort }
    try {
      const last = await work(abort.signal)
      running = null
      post(last)
    } catch (error) {
      running = null
      const payload = abort.signal.aborted ? cancelledError : whyNotDone(error)
      post({ type: 'job-failed', requestId, error: payload, trace: describeError(error) })
    }
  }

  const runFill = (
    { requestId, text, marks, settings }: FillRequest,
    ownWords: readonly string[],
    { denoiser, tokenizer }: LoadedModel
  ) =>
    run(requestId, async (signal) => {
      const onProgress = limitProgress((progress) => {
        if (!signal.aborted) post({ type: 'progress', requestId, progress })
      }, now)
      const context = { denoiser, tokenizer, ownWords, signal, onProgress, now }
      return { type: 'done', requestId, result: await fill({ text, ...marks }, settings, context) }
    })

  const runAhead = (
    { requestId, text, marks, settings }: FillRequest,
    { denoiser, tokenizer }: LoadedModel
  ) =>
    run(requestId, async (signal) => {
      await readAhead({ text, ...marks }, settings, { denoiser, tokenizer, signal })
      return { type: 'ahead-done', requestId }
    })

  const runSurprise = ({ requestId, text, range }: SurpriseRequest, { denoiser, tokenizer }: LoadedModel) =>
    run(requestId, async (signal) => {
      const onWords = (words: readonly SurprisedWord[], fraction: number) => {
        if (!signal.aborted) post({ type: 'words', requestId, words: [...words], fraction })
      }
      await surpriseOf(text, range, { denoiser, tokenizer, signal, onWords })
      return { type: 'words-done', requestId }
    })

  const runMeasurement = ({ requestId, extent }: SpeedRequest, loaded: LoadedModel) =>
    run(requestId, async (signal) => {
      const onProgress = (fraction: number) => {
        if (!signal.aborted) post({ type: 'measuring', requestId, fraction })
      }
      const report = await runBench({ ...loaded, now, signal }, extent, onProgress)
      return { type: 'measured', requestId, report }
    })

  /** The model, for a job that comes when it is its turn. */
  const turn = (): LoadedModel => {
    if (model === null || running !== null) throw new Error('a job came before its turn')
    return model
  }

  return (received) => {
    const message = toInferenceSchema.parse(received)
    switch (message.type) {
      case 'start':
        void start(message.modelFolder, message.cacheFolder)
        return
      case 'fill':
        void runFill(message.request, message.ownWords, turn())
        return
      case 'read-ahead':
        void runAhead(message.request, turn())
        return
      case 'surprise':
        void runSurprise(message.request, turn())
        return
      case 'measure':
        void runMeasurement(message.request, turn())
        return
      case 'cancel':
        if (running?.requestId === message.requestId) running.abort.abort()
        return
    }
  }
}

/** Errors of models/ that say what happened and what can be done. */
const explained = [CatalogError, FormatError, RuntimeError, TokenizerError]

function whyNotStarted(error: unknown): ErrorPayload {
  for (const kind of explained) {
    if (error instanceof kind) return { code: error.code, message: error.message }
  }
  return {
    code: 'model-failed',
    message:
      'The model could not be loaded. This can mean too little free memory or a full disk: make room, then choose Regenerate to try again.'
  }
}

function whyNotDone(error: unknown): ErrorPayload {
  if (error instanceof FillError || error instanceof ScoringError)
    return { code: error.code, message: error.message }
  return {
    code: 'network-failed',
    message: 'The model failed at its work. Your text is unchanged; please try again.'
  }
}
