import { describeError } from '../describe-error'
import type { ErrorPayload, FillRequest } from '../ipc/contract'
import { CatalogError } from '../../models/catalog/catalog-error'
import { FillError } from '../../models/infill/fill-error'
import { FormatError } from '../../models/formats/format-error'
import type { fill } from '../../models/infill/fill'
import type { TimedDenoiser } from '../../models/runtime/open-denoiser'
import { RuntimeError } from '../../models/runtime/runtime-error'
import { TokenizerError } from '../../models/tokenizer/tokenizer'
import type { Tokenizer } from '../../models/tokenizer/tokenizer'
import { cancelledError } from './inference-error'
import { toInferenceSchema } from './messages'
import type { FromInference } from './messages'
import { limitProgress } from './progress-limit'

export interface LoadedModel {
  readonly denoiser: TimedDenoiser
  readonly tokenizer: Tokenizer
}

export interface InferenceServerOptions {
  readonly post: (message: FromInference) => void
  /** @param onPreparing is told how much of what a device needs is built: 0 … 1 */
  readonly loadModel: (
    modelFolder: string,
    cacheFolder: string,
    onPreparing: (fraction: number) => void
  ) => Promise<LoadedModel>
  readonly fill: typeof fill
  /** Milliseconds. */
  readonly now: () => number
}

/** The work of the inference process: one model, one fill at a time. Returns what takes the messages of main. */
export function createInferenceServer({
  post,
  loadModel,
  fill,
  now
}: InferenceServerOptions): (message: unknown) => void {
  let model: LoadedModel | null = null
  let running: { readonly requestId: string; readonly abort: AbortController } | null = null

  const start = async (modelFolder: string, cacheFolder: string) => {
    try {
      const loaded = await loadModel(modelFolder, cacheFolder, (fraction) => {
        post({ type: 'status', status: { state: 'preparing', fraction } })
      })
      const timing = loaded.denoiser.timing()
      model = loaded
      const { name, device, window } = loaded.denoiser.info
      post({ type: 'status', status: { state: 'ready', model: name, device, window, timing } })
    } catch (error) {
      post({ type: 'start-failed', error: whyNotStarted(error), trace: describeError(error) })
    }
  }

  const run = async (
    { requestId, text, marks, settings }: FillRequest,
    { denoiser, tokenizer }: LoadedModel
  ) => {
    const abort = new AbortController()
    running = { requestId, abort }
    const onProgress = limitProgress((progress) => {
      if (!abort.signal.aborted) post({ type: 'progress', requestId, progress })
    }, now)
    try {
      const document = { text, regions: marks.regions, locks: marks.locks }
      const context = { denoiser, tokenizer, signal: abort.signal, onProgress, now }
      const result = await fill(document, settings, context)
      running = null
      post({ type: 'done', requestId, result })
    } catch (error) {
      running = null
      const payload = abort.signal.aborted ? cancelledError : whyNotFilled(error)
      post({ type: 'fill-failed', requestId, error: payload, trace: describeError(error) })
    }
  }

  return (received) => {
    const message = toInferenceSchema.parse(received)
    switch (message.type) {
      case 'start':
        void start(message.modelFolder, message.cacheFolder)
        return
      case 'fill':
        if (model === null || running !== null) throw new Error('a fill came before its turn')
        void run(message.request, model)
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

function whyNotFilled(error: unknown): ErrorPayload {
  if (error instanceof FillError) return { code: error.code, message: error.message }
  return {
    code: 'network-failed',
    message: 'The model failed while filling. Your text is unchanged; please try again.'
  }
}
