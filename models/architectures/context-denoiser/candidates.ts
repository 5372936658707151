import type { Candidates } from '../denoiser'

/** What the graph says of one head row; see network-graph.ts. Columns are indices into `outputIds`. */
export interface HeadRow {
  /** Best columns, most likely first, and their logits. */
  readonly columns: Int32Array
  readonly logits: Float32Array
  /** Σ e^(z − z₀) and Σ (z − z₀) e^(z − z₀) over all columns, z₀ the best logit. */
  readonly exponentialSum: number
  readonly weightedSum: number
  /** Undefined where PAD may not stand. */
  readonly padLogit: number | undefined
  readonly targetLogit: number
}

/** Normaliser of a head row and entropy of its distribution, both in nats. */
interface Distribution {
  readonly logNormaliser: number
  readonly entropy: number
}

function distribution({ logits, exponentialSum, weightedSum, padLogit }: HeadRow): Distribution {
  const best = logits[0]!
  const pad = padLogit === undefined ? 0 : Math.exp(padLogit - best)
  const sum = exponentialSum + pad
  const weighted = weightedSum + (padLogit === undefined ? 0 : pad * (padLogit - best))
  // −Σ p log p with log p = (z − z₀) − log Σ.
  const logSum = Math.log(sum)
  return { logNormaliser: best + logSum, entropy: Math.max(0, logSum - weighted / sum) }
}

/** Log-probability of the target, or of PAD, or −∞ for a token that never carries probability. */
export function targetLogProbability(row: HeadRow, target: number, padId: number, column: number): number {
  const { logNormaliser } = distribution(row)
  if (target === padId) return (row.padLogit ?? -Infinity) - logNormaliser
  return column < 0 ? -Infinity : row.targetLogit - logNormaliser
}

/** Makes a head row into candidates, PAD put in its place among them. */
export function readCandidates(
  position: number,
  row: HeadRow,
  outputIds: Int32Array,
  padId: number
): Candidates {
  const { logNormaliser, entropy } = distribution(row)
  const { columns, logits, padLogit } = row
  const tokens = columns.map((column) => outputIds[column]!)
  const logProbabilities = Float64Array.from(logits, (logit) => logit - logNormaliser)
  if (padLogit !== undefined) {
    const better = logits.findIndex((logit) => logit < padLogit)
    if (better >= 0) {
      tokens.copyWithin(better + 1, better)
      tokens[better] = padId
      logProbabilities.copyWithin(better + 1, better)
      logProbabilities[better] = padLogit - logNormaliser
    }
  }
  return { position, tokens, logProbabilities, entropy }
}
