/** What was learnt of words: each is looked up once. */
export class Verdicts {
  readonly #wrong = new Map<string, boolean>()

  /** The words of which nothing is known yet, each once. Single letters and words in capitals, which are names and short forms, are never wrong. */
  unknown(words: readonly string[]): readonly string[] {
    return [...new Set(words)].filter(
      (word) => !this.#wrong.has(word) && word.length > 1 && word !== word.toUpperCase()
    )
  }

  /** `words` were looked up, and `wrong` are those in no dictionary. */
  learn(words: readonly string[], wrong: readonly string[]): void {
    for (const word of words) this.#wrong.set(word, false)
    for (const word of wrong) this.#wrong.set(word, true)
  }

  isWrong(word: string): boolean {
    return this.#wrong.get(word) === true
  }

  clear(): void {
    this.#wrong.clear()
  }
}
