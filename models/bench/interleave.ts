/** What all measurements share. */
export interface Surroundings {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  readonly signal?: AbortSignal | undefined
}

export interface InterleaveOptions extends Surroundings {
  /** Measured rounds at most, and at least; a round that warms up comes before them. */
  readonly rounds: number
  readonly leastRounds: number
  /** Milliseconds after which no round is begun that is not among the least. */
  readonly budget: number
  /** After each round. @param fraction of the rounds or of the budget, whichever is nearer to its end */
  readonly onRound?: ((fraction: number) => void) | undefined
}

/**
 * Measures cases in turn, round after round, so that a machine that slows down for a while slows all of them, and
 * their ratios stay true. Each case gives the figure it measured; it is told the round, 0 for the one that warms up.
 */
export async function interleave<Name extends string>(
  cases: Readonly<Record<Name, (round: number) => Promise<number>>>,
  { rounds, leastRounds, budget, now, signal, onRound }: InterleaveOptions
): Promise<Record<Name, number[]>> {
  const names = Object.keys(cases) as Name[]
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const started = now()
  for (let round = 0; round <= rounds; round += 1) {
    if (round > leastRounds && now() - started > budget) break
    for (const name of names) {
      signal?.throwIfAborted()
      const figure = await cases[name](round)
      if (round > 0) figures[name].push(figure)
    }
    onRound?.(Math.min(1, Math.max((round + 1) / (rounds + 1), (now() - started) / budget)))
  }
  return figures
}
