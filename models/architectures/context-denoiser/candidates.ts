import type { Candidates } from '../denoiser'

/** What the graph says of one head row; see network-graph.ts. Columns are indices into `outputIds`. */
export interface HeadRow {
  /** Best columns, most likely first, and their logits. */
  readonly columns: Int32Array
  readonly logits: Float32Array
  /** Probability of the best column and Σ p z, for p the softmax of the logits z of all columns. */
  readonly bestProbability: number
  readonly meanLogit: number
  /** Undefined where PAD may not stand. */
  readonly padLogit: number | undefined
  readonly targetLogit: number
}

/** Normaliser of a head row and entropy of its distribution, both in nats. */
interface Distribution {
  readonly logNormaliser: number
  readonly entropy: number
}

/** Distribution over all columns, and over PAD too where it may stand. */
function distribution({ logits, bestProbability, meanLogit, padLogit }: HeadRow): Distribution {
  const columnNormaliser = logits[0]! - Math.log(bestProbability)
  // −Σ p log p with log p = z − log Σ.
  if (padLogit === undefined) {
    return { logNormaliser: columnNormaliser, entropy: Math.max(0, columnNormaliser - meanLogit) }
  }
  const larger = Math.max(columnNormaliser, padLogit)
  const logNormaliser = larger + Math.log(Math.exp(columnNormaliser - larger) + Math.exp(padLogit - larger))
  const padShare = Math.exp(padLogit - logNormaliser)
  const mean = (1 - padShare) * meanLogit + padShare * padLogit
  return { logNormaliser, entropy: Math.max(0, logNormaliser - mean) }
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
  // `Float64Array.from` takes ten times as long, and a call gives thousands of them.
  const logProbabilities = new Float64Array(logits)
  for (let index = 0; index < logits.length; index += 1) logProbabilities[index]! -= logNormaliser
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
