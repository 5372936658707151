/** What weighs in the choice of words and of the next place. No concern of the writer: chosen on the valid split (models/training/EXPERIMENTS.md). */
export interface DecodingWeights {
  /**
   * Of the left-to-right model in the draw of a word whose left neighbour is known, 0 … 1; at 0 it is not asked. It helps a denoiser of little
   * training to write whole sentences, and narrows the words of a better one.
   */
  readonly readerWeight: number
  /**
   * Nats a position's rank falls by for each hidden token on its left. Below about ½ commas and articles are revealed far ahead of the words they
   * belong to, and sentences fall apart.
   */
  readonly distanceBias: number
  /** γ of the order `entropy-bounded`, nats. */
  readonly entropyBound: number
}

export const decodingWeights: DecodingWeights = { readerWeight: 0, distanceBias: 1, entropyBound: 0.1 }
