import type { FillRequest, ResponseOf, SurpriseRequest } from '../ipc/contract'
import type { FillProgress, FillResult } from '../../models/infill/proposal'
import type { SpeedRequest } from '../ipc/speed'
import type { BenchReport } from '../../models/bench/bench-schema'
import type { SurprisedWord } from '../../models/scoring/surprised-word'
import { InferenceError, crashedError } from './inference-error'
import type { FromInference, ToInference } from './messages'

export type SurpriseResult = ResponseOf<'text:surprise'>

/** Something that the inference process is asked to do. */
export interface Job {
  readonly requestId: string
  /** Of two jobs that of the lower rank goes first; one that runs is laid aside for it, and taken up again. */
  readonly rank: number
  /** What to ask the process: for a job that was laid aside, the rest of it. */
  readonly order: () => ToInference
  /** Takes what the process says on the way. */
  readonly advance: (message: FromInference) => void
  /** Takes the last of it. */
  readonly finish: (message: FromInference) => void
  readonly reject: (error: InferenceError) => void
}

type Settle<Result> = (result: Result) => void
type Fail = (error: InferenceError) => void

/** The writer waits for a fill, reads on while a reading goes on, measures when there is nothing else to do, and did not ask for a reading ahead. */
const ranks = { fill: 0, reading: 1, measurement: 2, ahead: 3 }

export function fillJob(
  request: FillRequest,
  ownWords: readonly string[],
  onProgress: (progress: FillProgress) => void,
  resolve: Settle<FillResult>,
  reject: Fail
): Job {
  return {
    requestId: request.requestId,
    rank: ranks.fill,
    order: () => ({ type: 'fill', request, ownWords: [...ownWords] }),
    advance(message) {
      if (message.type === 'progress') onProgress(message.progress)
    },
    finish(message) {
      if (message.type === 'done') resolve(message.result)
      else reject(InferenceError.from(crashedError))
    },
    reject
  }
}

/** Keeps the words that were found, so that nothing is read twice when a fill comes between. */
export function surpriseJob(
  request: SurpriseRequest,
  onWords: (words: readonly SurprisedWord[], fraction: number) => void,
  resolve: Settle<SurpriseResult>,
  reject: Fail
): Job {
  const { start, end } = request.range
  const found: SurprisedWord[] = []
  let from = start
  return {
    requestId: request.requestId,
    rank: ranks.reading,
    order() {
      from = Math.min(found.at(-1)?.end ?? start, end)
      return { type: 'surprise', request: { ...request, range: { start: from, end } } }
    },
    advance(message) {
      if (message.type !== 'words') return
      for (const word of message.words) found.push(word)
      const left = ((end - from) / (end - start)) * (1 - message.fraction)
      onWords(message.words, 1 - left)
    },
    finish(message) {
      if (message.type === 'words-done') resolve({ words: found })
      else reject(InferenceError.from(crashedError))
    },
    reject
  }
}

/** Measures anew after it was laid aside: figures of two halves would not belong together. */
export function measureJob(
  request: SpeedRequest,
  onProgress: (fraction: number) => void,
  resolve: Settle<BenchReport>,
  reject: Fail
): Job {
  return {
    requestId: request.requestId,
    rank: ranks.measurement,
    order: () => ({ type: 'measure', request }),
    advance(message) {
      if (message.type === 'measuring') onProgress(message.fraction)
    },
    finish(message) {
      if (message.type === 'measured') resolve(message.report)
      else reject(InferenceError.from(crashedError))
    },
    reject
  }
}

/** Nobody waits for it, so nobody is told how it ended: what makes it fail is told by the fill that it was for. */
export function readAheadJob(request: FillRequest): Job {
  return {
    requestId: request.requestId,
    rank: ranks.ahead,
    order: () => ({ type: 'read-ahead', request }),
    advance: () => undefined,
    finish: () => undefined,
    reject: () => undefined
  }
}
