import type { ErrorPayload, FillRequest, InferenceStatus } from '../ipc/contract'
import type { FillProgress, FillResult } from '../../models/infill/proposal'
import { InferenceError, cancelledError, crashedError } from './inference-error'
import { fromInferenceSchema } from './messages'
import type { FromInference, ToInference } from './messages'

/** A running inference process. */
export interface InferenceProcess {
  send(message: ToInference): void
  /** Ends it at once, whatever it is doing. Its `onExit` is still called. */
  kill(): void
}

/** Starts the process. Neither listener may be called before this returns. */
export type SpawnInference = (listeners: {
  onMessage: (message: unknown) => void
  onExit: (exitCode: number) => void
}) => InferenceProcess

export interface Timers {
  /** Calls back after so many milliseconds; returns what prevents it. */
  after(milliseconds: number, callback: () => void): () => void
}

export interface InferenceHostOptions {
  readonly spawn: SpawnInference
  readonly modelFolder: string
  readonly cacheFolder: string
  readonly timers: Timers
  readonly onStatus: (status: InferenceStatus) => void
  /** For the log; never holds the writer's words. */
  readonly report: (event: string) => void
}

interface Job {
  readonly request: FillRequest
  readonly onProgress: (progress: FillProgress) => void
  readonly resolve: (result: FillResult) => void
  readonly reject: (error: InferenceError) => void
}

/** The job that the process works on. A cancelled one is answered at once but stays here until the process lets go of it. */
interface RunningJob extends Job {
  cancelled: boolean
  /** Prevents the kill that a process which does not let go would meet. */
  forgive: () => void
}

/** Pauses before the process is started again, in milliseconds; after as many crashes in a row it is given up. */
const pauses = [200, 1000, 4000, 10_000]

/** How long a process may take to let go of a cancelled job, in milliseconds. A single network call is not interrupted. */
const patience = 2000

/**
 * Supervises the process that owns the model: starts it, hands it one fill at a time, and starts it again when it ends. Fills wait in a queue here, so
 * only the one that ran is lost in a crash.
 */
export class InferenceHost {
  #status: InferenceStatus = { state: 'starting' }
  #process: InferenceProcess | null = null
  #ready = false
  readonly #waiting: Job[] = []
  #running: RunningJob | null = null
  /** In a row: a fill that ends on its own sets it back. */
  #crashes = 0
  #preventRestart: (() => void) | null = null

  constructor(private readonly options: InferenceHostOptions) {}

  get status(): InferenceStatus {
    return this.#status
  }

  /** Starts the process unless it runs or is about to. */
  start(): void {
    if (this.#process !== null || this.#preventRestart !== null) return
    this.#crashes = 0
    this.#setStatus({ state: 'starting' })
    this.#spawn()
  }

  /**
   * Fills the regions. Waits for its turn and for the model, and starts the process anew if it had been given up.
   *
   * @throws InferenceError
   */
  fill(request: FillRequest, onProgress: (progress: FillProgress) => void): Promise<FillResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, onProgress, resolve, reject })
      this.start()
      this.#startNext()
    })
  }

  /** The fill rejects at once with code `cancelled`; one that has ended or is unknown is left alone. */
  cancel(requestId: string): void {
    const index = this.#waiting.findIndex((job) => job.request.requestId === requestId)
    if (index >= 0) {
      const [job] = this.#waiting.splice(index, 1)
      job!.reject(InferenceError.from(cancelledError))
      return
    }
    const job = this.#running
    if (job?.request.requestId !== requestId || job.cancelled) return
    job.cancelled = true
    job.reject(InferenceError.from(cancelledError))
    this.#process?.send({ type: 'cancel', requestId })
    job.forgive = this.options.timers.after(patience, () => this.#replaceUnresponsive())
  }

  /** Ends the process and all fills, because the app ends. */
  dispose(): void {
    this.#preventRestart?.()
    this.#preventRestart = null
    this.#abandonProcess()
    this.#rejectAll(cancelledError)
  }

  #spawn(): void {
    this.#preventRestart = null
    // What an abandoned process still has to say must not be taken for its successor's.
    const current: InferenceProcess = this.options.spawn({
      onMessage: (message) => {
        if (this.#process === current) this.#receive(message)
      },
      onExit: (exitCode) => {
        if (this.#process === current) this.#onCrash(exitCode)
      }
    })
    this.#process = current
    const { modelFolder, cacheFolder } = this.options
    current.send({ type: 'start', modelFolder, cacheFolder })
  }

  #receive(received: unknown): void {
    const parsed = fromInferenceSchema.safeParse(received)
    if (!parsed.success) {
      // Its state is unknown now, and the answer that was garbled may never come again.
      this.options.report('the inference process sent a message that is not understood')
      this.#process?.kill()
      return
    }
    const message = parsed.data
    switch (message.type) {
      case 'status':
        this.#ready = message.status.state === 'ready'
        this.#setStatus(message.status)
        this.#startNext()
        return
      case 'start-failed':
        this.options.report(`the model cannot be used: ${message.error.code}\n${message.trace}`)
        this.#abandonProcess()
        this.#giveUp(message.error.message)
        return
      case 'progress':
        if (this.#isCurrent(message)) this.#running?.onProgress(message.progress)
        return
      case 'done':
        this.#endRunning(message, (job) => job.resolve(message.result))
        return
      case 'fill-failed':
        if (message.error.code !== cancelledError.code) {
          this.options.report(`a fill ended: ${message.error.code}\n${message.trace}`)
        }
        this.#endRunning(message, (job) => job.reject(InferenceError.from(message.error)))
        return
    }
  }

  #isCurrent(message: Extract<FromInference, { requestId: string }>): boolean {
    return this.#running?.request.requestId === message.requestId && !this.#running.cancelled
  }

  #endRunning(message: Extract<FromInference, { requestId: string }>, settle: (job: Job) => void): void {
    const job = this.#running
    if (job?.request.requestId !== message.requestId) return
    this.#running = null
    this.#crashes = 0
    job.forgive()
    if (!job.cancelled) settle(job)
    this.#startNext()
  }

  #startNext(): void {
    if (!this.#ready || this.#running !== null || this.#process === null) return
    const job = this.#waiting.shift()
    if (job === undefined) return
    this.#running = { ...job, cancelled: false, forgive: () => undefined }
    this.#process.send({ type: 'fill', request: job.request })
  }

  #onCrash(exitCode: number): void {
    this.options.report(`the inference process ended with code ${exitCode}`)
    this.#abandonProcess()
    const pause = pauses[this.#crashes]
    this.#crashes += 1
    if (pause === undefined) {
      this.#giveUp(
        'The model keeps stopping, so it was not started again. This can mean too little free memory: close other programs, then choose Regenerate to try again.'
      )
      return
    }
    this.#setStatus({
      state: 'restarting',
      message: 'The model stopped unexpectedly and is being started again. Your text is unchanged.'
    })
    this.#preventRestart = this.options.timers.after(pause, () => this.#spawn())
  }

  /** Not a crash: the writer asked for the end of a job, and a slow machine may need a new process for that each time. */
  #replaceUnresponsive(): void {
    this.options.report('the inference process did not let go of a cancelled fill in time')
    this.#abandonProcess()
    this.#setStatus({
      state: 'restarting',
      message: 'Stopping took too long, so the model is being started again. Your text is unchanged.'
    })
    this.#spawn()
  }

  #abandonProcess(): void {
    const abandoned = this.#process
    this.#process = null
    this.#ready = false
    abandoned?.kill()
    const job = this.#running
    this.#running = null
    job?.forgive()
    if (job?.cancelled === false) job.reject(InferenceError.from(crashedError))
  }

  #giveUp(message: string): void {
    this.#setStatus({ state: 'failed', message })
    this.#rejectAll({ code: 'inference-failed', message })
  }

  #rejectAll(error: ErrorPayload): void {
    for (const job of this.#waiting.splice(0)) job.reject(InferenceError.from(error))
  }

  #setStatus(status: InferenceStatus): void {
    this.#status = status
    this.options.onStatus(status)
  }
}
