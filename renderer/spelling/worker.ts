import { openDictionary, type Dictionary } from './dictionary'
import type { English, SpellingAnswer, SpellingQuestion, SpellingStart } from './messages'

/** Checks spelling away from the page: reading a dictionary takes a second, and a suggestion some tenths. */

async function load(english: English): Promise<Dictionary> {
  const [affixes, words] = await (english === 'british'
    ? Promise.all([
        import('../../node_modules/dictionary-en-gb/index.aff?raw'),
        import('../../node_modules/dictionary-en-gb/index.dic?raw')
      ])
    : Promise.all([
        import('../../node_modules/dictionary-en/index.aff?raw'),
        import('../../node_modules/dictionary-en/index.dic?raw')
      ]))
  return openDictionary(affixes.default, words.default)
}

let dictionary: Promise<Dictionary> | undefined

async function answer(question: SpellingQuestion): Promise<void> {
  const known = await dictionary
  if (!known) return
  const words =
    question.type === 'suggest'
      ? known.suggest(question.word)
      : question.words.filter((word) => !known.isRight(word))
  self.postMessage({ number: question.number, words } satisfies SpellingAnswer)
}

self.addEventListener('message', ({ data }: MessageEvent<SpellingStart | SpellingQuestion>) => {
  if (data.type === 'start') dictionary = load(data.english)
  else void answer(data)
})
