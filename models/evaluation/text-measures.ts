/** Entropy of the unigram distribution of tokens, nats. */
export function unigramEntropy(tokens: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  let entropy = 0
  for (const count of counts.values()) entropy -= (count / tokens.length) * Math.log(count / tokens.length)
  return entropy
}

function ngrams(tokens: readonly number[], size: number): string[] {
  return Array.from({ length: Math.max(0, tokens.length - size + 1) }, (_, start) =>
    tokens.slice(start, start + size).join(' ')
  )
}

/** Distinct n-grams over all n-grams of some texts (none reaches over two texts). NaN without any. */
export function distinctShare(texts: readonly (readonly number[])[], size: number): number {
  const all = texts.flatMap((tokens) => ngrams(tokens, size))
  return new Set(all).size / all.length
}

/** Share of the n-grams of some texts that stand in the same text before. NaN without any. */
export function repeatedShare(texts: readonly (readonly number[])[], size: number): number {
  const counts = texts.map((tokens) => {
    const all = ngrams(tokens, size)
    return { all: all.length, repeated: all.length - new Set(all).size }
  })
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  return sum(counts.map(({ repeated }) => repeated)) / sum(counts.map(({ all }) => all))
}
