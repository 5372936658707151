/**
 * Pearson's test of counts against a distribution, as a standard normal score: about N(0, 1) when the counts
 * come from it, large when they do not. Cells that expect fewer than 5 are pooled; the χ² of the rest is made
 * normal by Wilson and Hilferty's cube root. A count where nothing is expected gives ∞.
 */
export function chiSquaredScore(counts: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const cells = Array.from(counts, (count, i) => ({ count, probability: probabilities[i]! }))
  const total = cells.reduce((sum, cell) => sum + cell.count, 0)
  const possible = cells.filter((cell) => cell.probability > 0)
  if (cells.some((cell) => cell.probability === 0 && cell.count > 0)) return Infinity
  const isLarge = (cell: { probability: number }): boolean => cell.probability * total >= 5
  const small = possible.filter((cell) => !isLarge(cell))
  const pooled = {
    count: small.reduce((sum, cell) => sum + cell.count, 0),
    probability: small.reduce((sum, cell) => sum + cell.probability, 0)
  }
  const bins = possible.filter(isLarge)
  if (pooled.probability > 0) bins.push(pooled)
  const statistic = bins.reduce((sum, { count, probability }) => {
    const expected = probability * total
    return sum + (count - expected) ** 2 / expected
  }, 0)
  const freedom = bins.length - 1
  const spread = 2 / (9 * freedom)
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread)
}
