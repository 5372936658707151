/** What weighs in the choice of the next place. No concern of the writer: chosen on the valid split (models/training/EXPERIMENTS.md). */
export interface DecodingWeights {
  /**
   * Nats a position's rank falls by for each hidden token on its left. Below about ½ commas and articles are revealed far ahead of the words they
   * belong to, and sentences fall apart; at 4, hardly any place comes before one on its left.
   */
  readonly distanceBias: number
  /** γ of the order `entropy-bounded`, nats. */
  readonly entropyBound: number
}

export const decodingWeights: DecodingWeights = { distanceBias: 4, entropyBound: 0.1 }
