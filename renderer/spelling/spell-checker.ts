import type { English, SpellingAnswer, SpellingQuestion, SpellingStart } from './messages'
import SpellingWorker from './worker?worker'

/** Questions about the spelling of words. */
export interface SpellChecker {
  /** Those of the words that are in no dictionary. */
  misspelled(words: readonly string[]): Promise<readonly string[]>
  /** What may be meant by a word, the likeliest first. */
  suggest(word: string): Promise<readonly string[]>
  dispose(): void
}

export type CreateSpellChecker = (english: English) => SpellChecker

/** A spell checker in a worker of its own. */
export const createSpellChecker: CreateSpellChecker = (english) => {
  const worker = new SpellingWorker()
  const waiting = new Map<number, (words: readonly string[]) => void>()
  let last = 0
  worker.addEventListener('message', ({ data }: MessageEvent<SpellingAnswer>) => {
    waiting.get(data.number)?.(data.words)
    waiting.delete(data.number)
  })
  worker.postMessage({ type: 'start', english } satisfies SpellingStart)
  const ask = (question: SpellingQuestion) =>
    new Promise<readonly string[]>((resolve) => {
      waiting.set(question.number, resolve)
      worker.postMessage(question)
    })
  return {
    misspelled: (words) => ask({ type: 'misspelled', number: ++last, words }),
    suggest: (word) => ask({ type: 'suggest', number: ++last, word }),
    dispose: () => worker.terminate()
  }
}
