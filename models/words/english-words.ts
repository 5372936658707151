import nspell from 'nspell'
import { join } from 'node:path'

/** Packages with the affix file and the word list of a Hunspell dictionary: American English, British English. */
const dictionaries = ['dictionary-en', 'dictionary-en-gb']

/**
 * All words of the dictionaries that are letters from a to z alone, with every ending: a line each, in the order of their code units.
 *
 * @param packages the folder of installed packages.
 * @param readText what a file holds.
 */
export async function englishWords(
  packages: string,
  readText: (path: string) => Promise<string>
): Promise<string> {
  const words = new Set<string>()
  for (const name of dictionaries) {
    const [affixes, listed] = await Promise.all([
      readText(join(packages, name, 'index.aff')),
      readText(join(packages, name, 'index.dic'))
    ])
    for (const word of Object.keys(nspell(affixes, listed).data)) {
      if (/^[a-z]+$/.test(word)) words.add(word)
    }
  }
  return [...words]
    .sort()
    .map((word) => `${word}\n`)
    .join('')
}
