import { describeError } from '../describe-error'
import type { ErrorPayload, FillRequest } from '../ipc/contract'
import type { Denoiser } from '../../models/architectures/denoiser'
import { CatalogError } from '../../models/catalog/catalog-error'
import { FillError } from '../../models/infill/fill-error'
import type { fill } from '../../models/infill/fill'
import type { Tokenizer } from '../../models/tokenizer/tokenizer'
import { cancelledError } from './inference-error'
import { toInferenceSchema } from './messages'
import type { FromInference } from './messages'
import { limitProgress } from './progress-limit'
import { measureTiming } from './timing'

/** Any text will do; its tokens are ordinary ones. */
const timingText = 'The old house stood at the end of the lane, and nobody had lived there since the war.'

export interface LoadedModel {
  readonly denoiser: Denoiser
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
      const timing = await measureTiming(loaded.denoiser, loaded.tokenizer.encode(timingText), now)
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

function whyNotStarted(error: unknown): ErrorPayload {
  if (error instanceof CatalogError || error instanceof FillError) return payloadOf(error)
  return {
    code: 'model-failed',
    message:
      'The model could not be loaded. This can mean too little free memory: close other programs and try again.'
  }
}

function whyNotFilled(error: unknown): ErrorPayload {
  if (error instanceof FillError) return payloadOf(error)
  return {
    code: 'network-failed',
    message: 'The model failed while filling. Your text is unchanged; please try again.'
  }
}

function payloadOf({ code, message }: CatalogError | FillError): ErrorPayload {
  return { code, message }
}
