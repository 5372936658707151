/** The words of a language in lower case, to tell whether letters are a word, or can become one. */
export class WordList {
  /** In the order of their code units. */
  readonly #words: readonly string[]

  constructor(words: Iterable<string>) {
    this.#words = [...words].sort()
  }

  has(letters: string): boolean {
    return this.#atOrBehind(letters) === letters
  }

  /** Whether a word begins with these letters, or is them. */
  begins(letters: string): boolean {
    return this.#atOrBehind(letters)?.startsWith(letters) === true
  }

  /** The first word that does not stand before these letters. */
  #atOrBehind(letters: string): string | undefined {
    let low = 0
    let high = this.#words.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#words[middle]! < letters) low = middle + 1
      else high = middle
    }
    return this.#words[low]
  }
}
