import type { Architecture } from '../architectures/context-denoiser/architecture'
import { outputIds } from '../architectures/context-denoiser/architecture'
import { readCandidates, targetLogProbability } from '../architectures/context-denoiser/candidates'
import { GraphCaller, type CallRows, type ReadBranch } from '../architectures/context-denoiser/graph-calls'
import { KeyValueCache } from '../architectures/context-denoiser/key-value-cache'
import { candidateCount } from '../architectures/context-denoiser/network-graph'
import { RowStores } from '../architectures/context-denoiser/row-store'
import { drawIndex, sharpen, type Sharpening } from '../diffusion/categorical'
import type { Random } from '../diffusion/random'
import type { GraphSession } from '../runtime/graph-session'

const chunkRows = 128

/** The base model as it was before the adaptation (scale 0): judge of texts, and the writer to compare with. */
export class AutoregressiveReader {
  readonly #graph: GraphCaller
  readonly #architecture: Architecture
  readonly #outputIds: Int32Array
  readonly #columns: ReadonlyMap<number, number>

  /** @param graph the context graph. */
  constructor(graph: GraphSession, architecture: Architecture) {
    this.#graph = new GraphCaller(graph, architecture)
    this.#architecture = architecture
    this.#outputIds = outputIds(architecture)
    this.#columns = new Map(Array.from(this.#outputIds, (id, column) => [id, column]))
  }

  /** Reads a text once, for any number of continuations. */
  async open(text: Int32Array): Promise<ReadText> {
    const ids = Int32Array.from([this.#architecture.endOfTextId, ...text])
    let cache = KeyValueCache.empty(new RowStores(this.#graph.shape, 0), ids.length)
    for (let start = 0; start < ids.length - 1; start += chunkRows) {
      const chunk = ids.slice(start, Math.min(start + chunkRows, ids.length - 1))
      const read = await this.#read(this.#rows(chunk, start, []), cache)
      cache = read.cache.parted(read.cache.length)
    }
    return { cache, last: ids.at(-1)! }
  }

  /** log p of each token of a continuation, in nats. */
  async logProbabilities({ cache, last }: ReadText, continuation: Int32Array): Promise<Float64Array> {
    const rows = this.#rows(Int32Array.from([last, ...continuation.slice(0, -1)]), cache.length, continuation)
    const { heads } = await this.#read(rows, cache)
    const { padId } = this.#architecture
    return Float64Array.from(heads, (head, index) => {
      const token = continuation[index]!
      return targetLogProbability(
        { ...head, padLogit: undefined },
        token,
        padId,
        this.#columns.get(token) ?? -1
      )
    })
  }

  /** Writes on, one token a network call, from the tokens that may stand. */
  async write(
    { cache, last }: ReadText,
    length: number,
    sharpening: Sharpening,
    mayStand: (token: number, position: number) => boolean,
    random: Random
  ): Promise<Int32Array> {
    const written = new Int32Array(length)
    let past = cache
    for (let position = 0; position < length; position++) {
      const input = Int32Array.of(position === 0 ? last : written[position - 1]!)
      // The column of any target will do: only the candidates are read.
      const rows = { ...this.#rows(input, past.length, [this.#outputIds[0]!]) }
      const { cache: next, heads } = await this.#read(rows, past)
      past = next
      const { tokens, logProbabilities } = readCandidates(
        position,
        { ...heads[0]!, padLogit: undefined },
        this.#outputIds,
        this.#architecture.padId
      )
      const allowed = Array.from(tokens.keys()).filter((index) => mayStand(tokens[index]!, position))
      const among = allowed.length > 0 ? allowed : [0]
      const weights = sharpen(
        among.map((index) => logProbabilities[index]!),
        sharpening
      )
      written[position] = tokens[among[drawIndex(weights, random)]!]!
    }
    return written
  }

  async #read(rows: CallRows, past: KeyValueCache): Promise<ReadBranch> {
    const [read] = await this.#graph.readContext([{ rows, past }], candidateCount(this.#architecture))
    return read!
  }

  /** Rows whose outputs are wanted if there are targets. */
  #rows(ids: Int32Array, start: number, targets: ArrayLike<number>): CallRows {
    return {
      ids,
      positions: ids.map((_, index) => start + index),
      headRows: Array.from(targets, (_, index) => index),
      targetColumns: Array.from(targets, (token) => Math.max(0, this.#columns.get(token) ?? 0))
    }
  }
}

/** A text whose last token is not read yet: its row predicts what comes next. */
export interface ReadText {
  readonly cache: KeyValueCache
  readonly last: number
}
