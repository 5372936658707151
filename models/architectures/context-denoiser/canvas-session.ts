import type { Candidates, CanvasMemory, DenoiserSession, EvaluateRequest } from '../denoiser'
import { DenoiserError } from '../denoiser-error'
import type { Architecture } from './architecture'
import { readCandidates, targetLogProbability, type HeadRow } from './candidates'
import type { CanvasCall, GraphCaller, RawHeadRow } from './graph-calls'
import type { HeldContext } from './context-reader'
import { KnownCanvas } from './known-canvas'
import { candidateCount } from './network-graph'
import { checkRequest, distinctQuestions } from './requests'
import { canvasRowIds, type WindowRows } from './rows'

/** What a session needs of the denoiser that opened it. */
export interface CanvasSessionParts {
  readonly architecture: Architecture
  readonly graph: GraphCaller
  /** Canvas rows that go through the network at once, those of one alternative at least. */
  readonly rowsPerCall: number
  /** Token id of each column of the output. */
  readonly outputIds: Int32Array
  /** Column of each token id, −1 where it has none. */
  readonly columns: Int32Array
  /** @throws DenoiserError `bad-request` */
  readonly checkTokens: (ids: Int32Array) => void
  /** Lets messages through between calls; rejects when the fill was stopped or the model closed. */
  readonly takeTurn: (signal: AbortSignal | undefined) => Promise<void>
}

/** What one alternative asks, in rows. */
interface Question {
  readonly positions: Int32Array
  readonly targets: Int32Array | undefined
  /** Token ids of all canvas rows. */
  readonly ids: Int32Array
  readonly call: CanvasCall
  /** Of all alternatives that ask the same. */
  readonly memories: readonly KnownCanvas[]
}

/** A window whose contexts have been read. */
export class CanvasSession implements DenoiserSession {
  private context: HeldContext | undefined

  constructor(
    private readonly window: WindowRows,
    context: HeldContext,
    private readonly parts: CanvasSessionParts
  ) {
    this.context = context
  }

  readonly remember = (): CanvasMemory => new KnownCanvas()

  /** @throws DenoiserError `bad-request`, `closed` */
  async evaluate(request: EvaluateRequest, signal?: AbortSignal): Promise<Candidates[][]> {
    const { context } = this
    if (context === undefined) throw new DenoiserError('closed', 'The window was closed. Open it again.')
    checkRequest(request, this.window.padAllowed.length)
    for (const canvas of request.alternatives) this.parts.checkTokens(canvas)
    for (const targets of request.targets ?? []) this.parts.checkTokens(targets)
    const memories = request.memories?.map((memory) => KnownCanvas.from(memory))
    // Those that ask the same, as all do while nothing is revealed, are asked once; those that ask nothing are left out.
    const asked = distinctQuestions(request, memories)
    const distinct = [...new Set(asked)].filter((index) => request.positions[index]!.length > 0)
    const questions = distinct.map((index) => {
      const alike = memories?.filter((_, other) => asked[other] === index) ?? []
      return this.question(request, index, alike)
    })
    const { hiddenContextRows: hiddenRows, canvasPositions } = this.window
    const surroundings = { past: context.cache, hiddenRows, own: canvasPositions.length }
    const answers = new Map<number, Candidates[]>()
    for (const part of this.parted(questions)) {
      await this.parts.takeTurn(signal)
      const computed = await this.parts.graph.evaluateCanvas(
        part.map(({ call }) => call),
        surroundings,
        candidateCount(this.parts.architecture)
      )
      signal?.throwIfAborted()
      part.forEach((question, at) => {
        const { rows, heads } = computed[at]!
        answers.set(distinct[answers.size]!, this.candidates(question, heads))
        for (const memory of question.memories) {
          memory.learn(this.parts.graph.shape, question.ids, question.call.places, rows)
        }
      })
    }
    return asked.map((index) => answers.get(index) ?? [])
  }

  async close(): Promise<void> {
    this.context?.release()
    this.context = undefined
    return Promise.resolve()
  }

  private question(request: EvaluateRequest, index: number, memories: readonly KnownCanvas[]): Question {
    const { window } = this
    const positions = request.positions[index]!
    const targets = request.targets?.[index]
    const ids = canvasRowIds(window, request.alternatives[index]!)
    const askedRows = Array.from(positions, (position) => window.predictionRows[position]!)
    const [memory] = memories
    const places = memory?.rowsToCompute(ids, askedRows) ?? ids.map((_, row) => row)
    const rows = {
      ids: places.map((row) => ids[row]!),
      positions: places.map((row) => window.canvasPositions[row]!),
      headRows: askedRows.map((row) => places.indexOf(row)),
      targetColumns: askedRows.map((_, at) => (targets === undefined ? 0 : this.targetColumn(targets[at]!)))
    }
    return { positions, targets, ids, memories, call: { rows, places, known: memory?.lend() } }
  }

  /** Questions in as many parts as calls are needed. */
  private parted(questions: readonly Question[]): Question[][] {
    const parts: Question[][] = []
    let longest = 0
    for (const question of questions) {
      const rows = Math.max(longest, question.call.places.length)
      const part = parts.at(-1)
      if (part !== undefined && rows * (part.length + 1) <= this.parts.rowsPerCall) {
        part.push(question)
        longest = rows
      } else {
        parts.push([question])
        longest = question.call.places.length
      }
    }
    return parts
  }

  private candidates({ positions, targets }: Question, heads: readonly RawHeadRow[]): Candidates[] {
    const { architecture, outputIds, columns } = this.parts
    const { padId } = architecture
    return Array.from(positions, (position, index) => {
      const raw = heads[index]!
      const head: HeadRow = this.window.padAllowed[position] === true ? raw : { ...raw, padLogit: undefined }
      const candidates = readCandidates(position, head, outputIds, padId)
      const target = targets?.[index]
      if (target === undefined) return candidates
      const column = columns[target]!
      return { ...candidates, targetLogProbability: targetLogProbability(head, target, padId, column) }
    })
  }

  /** Column whose logit is gathered for a target; any column serves for one that has none. */
  private targetColumn(target: number): number {
    return Math.max(0, this.parts.columns[target]!)
  }
}
