/**
 * The only view a sampler has of a network: a denoiser p_θ(x₀ⁱ | context, revealed canvas), opened on a window.
 *
 * It hides whether the context is cached (context-denoiser) or read again at each call (sedd-dit).
 * Full-vocabulary logits stay inside the graph; what comes back are the best candidates of the positions asked for.
 */

/**
 * A window in natural order: context₀ canvas₀ context₁ canvas₁ … contextₙ.
 *
 * `contexts.length === canvases.length + 1`; any context may be empty. The beginning-of-text token is the denoiser's own business.
 */
export interface WindowLayout {
  /** Token ids of the fixed text between, before and after the canvases. */
  readonly contexts: readonly Int32Array[]
  readonly canvases: readonly CanvasShape[]
}

export interface CanvasShape {
  /** Number of token positions, ≥ 1. */
  readonly length: number
  /** True where the network may end the canvas early with PAD; false bans PAD there. */
  readonly openLength: boolean
}

/** What the network says of one canvas position, over the tokens that may stand there (special ids carry no probability). */
export interface Candidates {
  /** Index into the flat canvas (all canvases of the window, one after the other). */
  readonly position: number
  /** The k best token ids, most likely first. */
  readonly tokens: Int32Array
  /** Their log-probabilities in nats, normalised over the whole vocabulary (so they sum to less than 1). */
  readonly logProbabilities: Float64Array
  /** Entropy of the whole distribution in nats. */
  readonly entropy: number
  /** Log-probability of the target token in nats; present only when targets were given. */
  readonly targetLogProbability?: number
}

export interface EvaluateRequest {
  /**
   * One flat canvas per alternative: all canvases of the window one after the other, MASK where hidden, PAD where past the end.
   * Alternatives share the context and do not see each other.
   */
  readonly alternatives: readonly Int32Array[]
  /** For each alternative the flat positions to evaluate (may be empty for some). */
  readonly positions: readonly Int32Array[]
  /** Total noise σ̄; networks without time conditioning ignore it. */
  readonly totalNoise: number
  /** For each alternative and position, the token whose log-probability is wanted as well. */
  readonly targets?: readonly Int32Array[]
  /**
   * What the network knows of each alternative, from `remember` of the same session; it learns with each call. Then the network computes only what is asked
   * and what has changed, and takes the rest as it was when it was computed last: a part of the cost, and nearly the same answers. Without
   * them the answers are exact.
   */
  readonly memories?: readonly CanvasMemory[]
}

/** What a network remembers of one alternative's canvases from call to call. */
export interface CanvasMemory {
  readonly kind: 'canvas-memory'
}

export interface DenoiserSession {
  /** One call of the network. Resolves to one array per alternative, in the order of `positions`. */
  evaluate(request: EvaluateRequest, signal?: AbortSignal): Promise<Candidates[][]>
  /** A memory that knows nothing yet. Absent where the network has no use for one. */
  readonly remember?: () => CanvasMemory
  /** Gives cached tensors back. Idempotent. */
  close(): Promise<void>
}

/** Tokens that are read from left to right. */
export interface LeftToRightReading {
  readonly ids: Int32Array
  /** The first whose place is asked about, and with it the places of all behind it. */
  readonly from: number
  /**
   * So many tokens at the start are those of other readings as well. They are read once, and what stands behind them in several readings
   * goes through the network together, as if each were read alone.
   */
  readonly shared?: number
}

export interface DenoiserInfo {
  readonly name: string
  readonly device: string
  /** Longest window in tokens, canvases and beginning-of-text included. */
  readonly window: number
  readonly vocabularySize: number
  readonly maskId: number
  readonly padId: number
}

export interface Denoiser {
  readonly info: DenoiserInfo
  open(layout: WindowLayout, signal?: AbortSignal): Promise<DenoiserSession>
  /**
   * Autoregressive log-probabilities, where the weights can also be read left to right: log p(idsⱼ | ids₀ … idsⱼ₋₁) for j ≥ from, in nats,
   * of each reading. A beginning-of-text token is put in front.
   * Absent where the network has no such use.
   */
  readonly leftToRight?: (
    readings: readonly LeftToRightReading[],
    signal?: AbortSignal
  ) => Promise<Float64Array[]>
  /** As `leftToRight`, with the best candidates for the place of each token: `position` is j, and the target is idsⱼ. */
  readonly predictLeftToRight?: (
    readings: readonly LeftToRightReading[],
    signal?: AbortSignal
  ) => Promise<Candidates[][]>
  /** Gives the sessions of the runtime back. Idempotent. */
  dispose(): Promise<void>
}
