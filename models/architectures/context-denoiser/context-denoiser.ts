import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GraphSession } from '../../runtime/graph-session'
import type { Candidates, Denoiser, DenoiserInfo, LeftToRightReading, WindowLayout } from '../denoiser'
import { DenoiserError } from '../denoiser-error'
import { outputIds, type Architecture } from './architecture'
import { readCandidates, targetLogProbability, type HeadRow } from './candidates'
import { CanvasSession } from './canvas-session'
import { ContextReader, type RowsToRead } from './context-reader'
import type { AskedRows } from './reading'
import { checkLayout } from './requests'
import { GraphCaller } from './graph-calls'
import { candidateCount } from './network-graph'
import { layOutRows } from './rows'

export interface ContextDenoiserParts {
  readonly name: string
  readonly device: string
  readonly architecture: Architecture
  /** Canvas rows that go through the network at once, one alternative at least: more alternatives take several calls. */
  readonly rowsPerCall: number
  /** The two graphs of network-graph.ts. The denoiser owns them. */
  readonly context: GraphSession
  readonly canvas: GraphSession
}

/** A denoiser whose contexts are read once; README.md. */
export class ContextDenoiser implements Denoiser {
  readonly info: DenoiserInfo
  private readonly outputIds: Int32Array
  /** For each token id its column in the output, −1 where it has none. */
  private readonly columns: Int32Array
  private readonly canvas: GraphCaller
  private readonly reader: ContextReader
  private disposed = false

  constructor(private readonly parts: ContextDenoiserParts) {
    const { name, device, architecture } = parts
    const { window, vocabularySize, maskId, padId } = architecture
    this.info = { name, device, window, vocabularySize, maskId, padId }
    this.outputIds = outputIds(architecture)
    this.columns = new Int32Array(vocabularySize).fill(-1)
    this.outputIds.forEach((id, column) => (this.columns[id] = column))
    this.canvas = new GraphCaller(parts.canvas, architecture)
    this.reader = new ContextReader(new GraphCaller(parts.context, architecture))
  }

  /**
   * Reads the contexts, as far as they were not read before. Rejects with the signal's reason when it is aborted.
   * @throws DenoiserError `bad-request`, `window-exceeded`, `closed`
   */
  async open(layout: WindowLayout, signal?: AbortSignal): Promise<CanvasSession> {
    this.requireOpen()
    checkLayout(layout)
    for (const context of layout.contexts) this.checkTokens(context)
    const { architecture } = this.parts
    const rows = layOutRows(layout, architecture.endOfTextId)
    this.checkWindow(rows.windowLength)
    const context = { ids: rows.contextIds, positions: rows.contextPositions, shared: Infinity }
    const held = await this.reader.open(context, () => this.takeTurn(signal))
    // Stopped during the last call: nobody takes the session, so nobody would close it.
    if (signal?.aborted === true) held.release()
    signal?.throwIfAborted()
    return new CanvasSession(rows, held, {
      architecture,
      graph: this.canvas,
      rowsPerCall: this.parts.rowsPerCall,
      outputIds: this.outputIds,
      columns: this.columns,
      checkTokens: (ids) => this.checkTokens(ids),
      takeTurn: (stop) => this.takeTurn(stop)
    })
  }

  /** As the interface says. @throws DenoiserError `bad-request`, `window-exceeded`, `closed` */
  readonly leftToRight = async (
    readings: readonly LeftToRightReading[],
    signal?: AbortSignal
  ): Promise<Float64Array[]> => {
    const { padId } = this.parts.architecture
    return (await this.readLeftToRight(readings, 1, signal)).map((heads, index) => {
      const { ids, from } = readings[index]!
      return Float64Array.from(heads, (head, at) =>
        targetLogProbability(head, ids[from + at]!, padId, this.columns[ids[from + at]!]!)
      )
    })
  }

  /** As the interface says. @throws DenoiserError `bad-request`, `window-exceeded`, `closed` */
  readonly predictLeftToRight = async (
    readings: readonly LeftToRightReading[],
    signal?: AbortSignal
  ): Promise<Candidates[][]> => {
    const { padId } = this.parts.architecture
    const all = candidateCount(this.parts.architecture)
    return (await this.readLeftToRight(readings, all, signal)).map((heads, index) => {
      const { ids, from } = readings[index]!
      return heads.map((head, at) => {
        const position = from + at
        const target = ids[position]!
        return {
          ...readCandidates(position, head, this.outputIds, padId),
          targetLogProbability: targetLogProbability(head, target, padId, this.columns[target]!)
        }
      })
    })
  }

  /** For each reading the head rows that predict ids[from] and all behind it, PAD excluded. */
  private async readLeftToRight(
    readings: readonly LeftToRightReading[],
    candidates: number,
    signal: AbortSignal | undefined
  ): Promise<HeadRow[][]> {
    this.requireOpen()
    const rows = readings.map((reading) => this.rowsToRead(reading, candidates))
    const asking = rows.filter(({ asked }) => asked.rows.length > 0)
    const read = await this.reader.read(asking, () => this.takeTurn(signal))
    const heads = new Map(asking.map((wanted, index) => [wanted, read[index]!]))
    return rows.map((wanted) => (heads.get(wanted) ?? []).map((head) => ({ ...head, padLogit: undefined })))
  }

  private rowsToRead(
    { ids, from, shared = Infinity }: LeftToRightReading,
    candidates: number
  ): RowsToRead & { readonly asked: AskedRows } {
    this.checkTokens(ids)
    if (!Number.isInteger(from) || from < 0 || from > ids.length) {
      throw new DenoiserError(
        'bad-request',
        `There are ${ids.length} tokens, and token ${from} is not one to start at.`
      )
    }
    this.checkWindow(ids.length + 1)
    // Row j is the token before ids[j], so it predicts ids[j]; the last token predicts nothing that is asked for.
    const rowIds = Int32Array.from([this.parts.architecture.endOfTextId, ...ids]).subarray(0, ids.length)
    const positions = rowIds.map((_, position) => position)
    const asked = Array.from({ length: ids.length - from }, (_, index) => from + index)
    const targetColumns = asked.map((row) => this.targetColumn(ids[row]!))
    // The row of the last shared token predicts the first token behind it, so it is read with that.
    return { ids: rowIds, positions, shared, asked: { rows: asked, targetColumns, candidates } }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return
    this.disposed = true
    this.reader.clear()
    await this.parts.context.release()
    await this.parts.canvas.release()
  }

  /** Column whose logit is gathered for a target; any column serves for one that has none. */
  private targetColumn(target: number): number {
    return Math.max(0, this.columns[target]!)
  }

  /** Calls block the event loop: between them, messages (a stop among them) get their turn. */
  private async takeTurn(signal: AbortSignal | undefined): Promise<void> {
    await nextTurn()
    signal?.throwIfAborted()
    this.requireOpen()
  }

  private requireOpen(): void {
    if (this.disposed) throw new DenoiserError('closed', 'The model was closed. Open it again.')
  }

  private checkTokens(ids: Int32Array): void {
    const { vocabularySize } = this.info
    const wrong = ids.find((id) => id < 0 || id >= vocabularySize)
    if (wrong !== undefined) {
      throw new DenoiserError(
        'bad-request',
        `Token ${wrong} is not in this model's vocabulary of ${vocabularySize}.`
      )
    }
  }

  private checkWindow(length: number): void {
    const { name, window } = this.info
    if (length > window) {
      throw new DenoiserError(
        'window-exceeded',
        `${length} tokens do not fit into the window of ${name}, which holds ${window}. Give it less text around the regions, or shorter regions.`
      )
    }
  }
}
