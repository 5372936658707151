import nspell from 'nspell'

export interface Dictionary {
  isRight(word: string): boolean
  /** The likeliest words that are meant, the best first. */
  suggest(word: string): readonly string[]
}

/** As many as can be taken in at a glance. */
const mostSuggestions = 6

/** A dictionary of Hunspell's: its affix file and its word list. */
export function openDictionary(affixes: string, words: string): Dictionary {
  const spell = nspell(affixes, words)
  // Its word list knows the straight apostrophe alone.
  const plain = (word: string) => word.replaceAll('’', "'")
  const isRight = (word: string): boolean => {
    // It has no accents either: naïve is spelled right if naive is.
    const forms = [plain(word), plain(word.normalize('NFD').replace(/\p{M}/gu, ''))]
    return forms.some(
      (written) => spell.correct(written) || (written.endsWith("'s") && spell.correct(written.slice(0, -2)))
    )
  }
  return {
    isRight,
    suggest: (word) =>
      spell
        .suggest(plain(word))
        .slice(0, mostSuggestions)
        .map((found) => (word.includes('’') ? found.replaceAll("'", '’') : found))
  }
}
