import type { ErrorPayload, FillRequest, InferenceStatus, SurpriseRequest } from '../ipc/contract'
import type { SpeedRequest } from '../ipc/speed'
import type { BenchReport } from '../../models/bench/bench-schema'
import type { FillProgress, FillResult } from '../../models/infill/proposal'
import type { SurprisedWord } from '../../models/scoring/surprised-word'
import { InferenceError, cancelledError, crashedError } from './inference-error'
import { fillJob, measureJob, readAheadJob, surpriseJob, type Job, type SurpriseResult } from './job'
import { fromInferenceSchema } from './messages'
import type { FromInference } from './messages'
import type { InferenceProcess, SpawnInference } from './spawn-inference'

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

/** The job that the process works on. A cancelled one is answered at once but stays here until the process lets go of it. */
interface RunningJob {
  readonly job: Job
  cancelled: boolean
  /** A job of a lower rank has come before it: it waits again once the process lets go of it. */
  laidAside: boolean
  /** Prevents the kill that a process which does not let go would meet. */
  forgive: () => void
}

/** Pauses before the process is started again, in milliseconds; after as many crashes in a row it is given up. */
const pauses = [200, 1000, 4000, 10_000]

/** How long a process may take to let go of a cancelled job, in milliseconds. A single network call is not interrupted. */
const patience = 2000

/**
 * Supervises the process that owns the model: starts it, hands it one job at a time, and starts it again when it ends. Jobs wait in a queue here, so
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
  /** The reading ahead that was asked for last. */
  #ahead: string | null = null

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
   * @param ownWords those that the writer has taken up
   * @throws InferenceError
   */
  fill(
    request: FillRequest,
    ownWords: readonly string[],
    onProgress: (progress: FillProgress) => void
  ): Promise<FillResult> {
    this.#endReadingAhead()
    return new Promise((resolve, reject) =>
      this.#take(fillJob(request, ownWords, onProgress, resolve, reject))
    )
  }

  /** Has the text around the regions read for this fill, should it come. The one asked for last counts; without a model, none. */
  readAhead(request: FillRequest): void {
    this.#endReadingAhead()
    if (!this.#ready) return
    this.#ahead = request.requestId
    this.#take(readAheadJob(request))
  }

  /**
   * Reads a text for the surprise of its words. Gives way to fills, and never starts a process anew that had been given up.
   *
   * @throws InferenceError
   */
  surprise(
    request: SurpriseRequest,
    onWords: (words: readonly SurprisedWord[], fraction: number) => void
  ): Promise<SurpriseResult> {
    return new Promise((resolve, reject) => {
      if (this.#status.state === 'failed')
        reject(new InferenceError('inference-failed', this.#status.message))
      else this.#take(surpriseJob(request, onWords, resolve, reject))
    })
  }

  /**
   * Measures this machine. Gives way to fills and readings, and never starts a process anew that had been given up.
   *
   * @throws InferenceError
   */
  measure(request: SpeedRequest, onProgress: (fraction: number) => void): Promise<BenchReport> {
    return new Promise((resolve, reject) => {
      if (this.#status.state === 'failed')
        reject(new InferenceError('inference-failed', this.#status.message))
      else this.#take(measureJob(request, onProgress, resolve, reject))
    })
  }

  #endReadingAhead(): void {
    if (this.#ahead !== null) this.cancel(this.#ahead)
    this.#ahead = null
  }

  #take(job: Job): void {
    this.#queue(job)
    this.start()
    const running = this.#running
    const givesWay = running !== null && job.rank < running.job.rank
    if (givesWay && !running.cancelled && !running.laidAside) {
      running.laidAside = true
      this.#process?.send({ type: 'cancel', requestId: running.job.requestId })
    }
    this.#startNext()
  }

  #queue(job: Job): void {
    const place = this.#waiting.findIndex((other) => other.rank > job.rank)
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, job)
  }

  /** The job rejects at once with code `cancelled`; one that has ended or is unknown is left alone. */
  cancel(requestId: string): void {
    const index = this.#waiting.findIndex((job) => job.requestId === requestId)
    if (index >= 0) {
      const [job] = this.#waiting.splice(index, 1)
      job!.reject(InferenceError.from(cancelledError))
      return
    }
    const running = this.#running
    if (running?.job.requestId !== requestId || running.cancelled) return
    running.cancelled = true
    running.job.reject(InferenceError.from(cancelledError))
    this.#process?.send({ type: 'cancel', requestId })
    running.forgive = this.options.timers.after(patience, () => this.#replaceUnresponsive())
  }

  /** Ends the process and all jobs, because the app ends. */
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
      case 'fell-back':
        this.options.report(`the model runs on the processor: ${message.why}`)
        return
      case 'progress':
      case 'words':
      case 'measuring':
        if (this.#isCurrent(message)) this.#running?.job.advance(message)
        return
      case 'done':
      case 'ahead-done':
      case 'words-done':
      case 'measured':
        this.#endRunning(message, (job) => job.finish(message))
        return
      case 'job-failed':
        if (message.error.code === cancelledError.code && this.#running?.laidAside === true) {
          this.#endRunning(message, (job) => this.#queue(job))
          return
        }
        if (message.error.code !== cancelledError.code) {
          this.options.report(`a job ended: ${message.error.code}\n${message.trace}`)
        }
        this.#endRunning(message, (job) => job.reject(InferenceError.from(message.error)))
        return
    }
  }

  #isCurrent(message: Extract<FromInference, { requestId: string }>): boolean {
    return this.#running?.job.requestId === message.requestId && !this.#running.cancelled
  }

  #endRunning(message: Extract<FromInference, { requestId: string }>, settle: (job: Job) => void): void {
    const running = this.#running
    if (running?.job.requestId !== message.requestId) return
    this.#running = null
    this.#crashes = 0
    running.forgive()
    if (!running.cancelled) settle(running.job)
    this.#startNext()
  }

  #startNext(): void {
    if (!this.#ready || this.#running !== null || this.#process === null) return
    const job = this.#waiting.shift()
    if (job === undefined) return
    this.#running = { job, cancelled: false, laidAside: false, forgive: () => undefined }
    this.#process.send(job.order())
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
    this.options.report('the inference process did not let go of a cancelled job in time')
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
    const running = this.#running
    this.#running = null
    running?.forgive()
    if (running?.cancelled === false) running.job.reject(InferenceError.from(crashedError))
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
