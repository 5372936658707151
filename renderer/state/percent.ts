/** A probability (0 … 1) as a reader takes it in: `42 %`, `< 1 %`. */
export function formatPercent(probability: number): string {
  const percent = Math.round(100 * probability)
  return percent < 1 ? '< 1 %' : `${percent} %`
}
