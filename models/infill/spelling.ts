import { WordList } from '../words/word-list'

/** Words in lower case that stand alone: no part of a name, a number, or a word with other letters. */
const plainWords = /(?<![\p{L}\p{N}\p{M}'’])[a-z]+(?![\p{L}\p{N}\p{M}])/gu

/** Fewer words than this do not tell what language a text is in. */
const tellingWords = 8

/**
 * The words that may be spelled out at one place of a text: those of a list, those of the text around, which has words of its own, and those that the
 * writer has taken up. A language model that writes words in pieces sometimes joins pieces that make none.
 */
export class Spelling {
  readonly #list: WordList
  readonly #own: WordList

  private constructor(list: WordList, own: WordList) {
    this.#list = list
    this.#own = own
  }

  /** Undefined where the text around is in another language: most of its words are not in the list. */
  static of(list: WordList, around: string, ownWords: readonly string[] = []): Spelling | undefined {
    const words = around.match(plainWords) ?? []
    const known = words.filter((word) => list.has(word)).length
    if (words.length >= tellingWords && known < words.length / 2) return undefined
    return new Spelling(list, new WordList(new Set([...words, ...ownWords])))
  }

  isWord(letters: string): boolean {
    return this.#list.has(letters) || this.#own.has(letters)
  }

  canBecomeWord(letters: string): boolean {
    return this.#list.begins(letters) || this.#own.begins(letters)
  }
}
