import type { Settings } from '../../main/ipc/contract'
import type { EditorPort } from '../editor/editor-port'
import type { ProseWord } from '../editor/prose-port'
import type { CreateSpellChecker, SpellChecker } from '../spelling/spell-checker'
import { Verdicts } from '../spelling/verdicts'
import { messageOf, type Call } from './bridge'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'

interface SpellingParts {
  readonly call: Call
  readonly text: MarkedText
  readonly notes: Notes
  readonly createSpellChecker: CreateSpellChecker
}

/** Checks the words in view, and remembers what it learnt of each. */
export class Spelling {
  /** The writer's own words. */
  personal = $state.raw<readonly string[]>([])
  #checker: SpellChecker | null = null
  #english: Settings['spelling'] = 'off'
  readonly #verdicts = new Verdicts()
  readonly #editor: EditorPort

  constructor(private readonly parts: SpellingParts) {
    this.#editor = parts.text.editor
    this.#editor.prose.onView(() => void this.#check())
  }

  /** Begins, ends, or changes to another English. */
  use(english: Settings['spelling']): void {
    if (english === this.#english) return
    this.#english = english
    this.#checker?.dispose()
    this.#verdicts.clear()
    this.#checker = english === 'off' ? null : this.parts.createSpellChecker(english)
    if (this.#checker) this.#request(this.parts.call('words:list', null))
    else this.#editor.prose.showMisspelled([])
  }

  /** The misspelled word at the caret; null: there is none. */
  atCaret(): ProseWord | null {
    const word = this.#editor.prose.wordAtCaret()
    return word && this.#isWrong(word) ? word : null
  }

  suggest(word: string): Promise<readonly string[]> {
    return this.#checker?.suggest(word) ?? Promise.resolve([])
  }

  replace(word: ProseWord, text: string): void {
    this.#editor.prose.replaceWord(word, text)
  }

  /** From now on the word is right. */
  add(word: string): void {
    this.#request(this.parts.call('words:add', { word }))
  }

  remove(word: string): void {
    this.#request(this.parts.call('words:remove', { word }))
  }

  /** Selects the next misspelled word in view behind the caret, or the first one. False: there is none. */
  next(): boolean {
    const caret = this.parts.text.selections.at(-1)?.end ?? 0
    const wrong = this.#words().filter((word) => this.#isWrong(word))
    const next = wrong.find(({ start }) => start >= caret) ?? wrong[0]
    if (next) this.#editor.select(next)
    return next !== undefined
  }

  /** Words in view that the writer answers for: a region is to be rewritten, and a lock is as it must be. */
  #words(): readonly ProseWord[] {
    const { regions, locks } = this.parts.text.spans
    const marks = [...regions, ...locks]
    return this.#editor.prose
      .wordsInView()
      .filter(({ start, end }) => !marks.some((mark) => start < mark.end && mark.start < end))
  }

  #isWrong({ text }: ProseWord): boolean {
    return this.#verdicts.isWrong(text) && !this.personal.includes(text)
  }

  async #check(): Promise<void> {
    const checker = this.#checker
    if (!checker) return
    const unknown = this.#verdicts.unknown(this.#words().map(({ text }) => text))
    if (unknown.length > 0) {
      const wrong = await checker.misspelled(unknown)
      if (checker !== this.#checker) return
      this.#verdicts.learn(unknown, wrong)
    }
    this.#show()
  }

  /** The word that is being typed is left alone until the caret leaves it. */
  #show(): void {
    const caret = this.parts.text.selections.at(-1)?.end
    this.#editor.prose.showMisspelled(
      this.#words().filter((word) => this.#isWrong(word) && word.end !== caret)
    )
  }

  #request(words: Promise<readonly string[]>): void {
    words
      .then((known) => {
        this.personal = known
        this.#show()
      })
      .catch((error: unknown) => this.parts.notes.tell('alert', messageOf(error)))
  }
}
