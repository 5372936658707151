import type { PagePoint } from '../editor/editor-port'
import type { PreviewRange } from '../editor/word-port'
import { acceptPart, sentenceIn, wholeWords } from './accept-cards'
import { partsAround, partsOf, swapWord, wordsOf, type CardWord } from './card-words'
import type { FillController } from './fill-controller.svelte'
import { isUnfinished, type Card, type Part } from './fill-cards'
import { chosenCard } from './fill-machine'
import { originOf } from './history-keeper'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'

interface DeskParts {
  readonly fill: FillController
  readonly text: MarkedText
  readonly notes: Notes
}

/** What a writer does with the words of the proposal at hand: accept some of them, swap one, have some written anew. */
export class ProposalDesk {
  /** The proposal that is shown in the text; null: none waits. */
  readonly card = $derived.by((): Card | null => {
    const { state } = this.parts.fill
    return state.name === 'proposal' ? chosenCard(state) : null
  })
  /** None while words are hidden: the text that is shown then is not the card's. */
  readonly words = $derived.by((): readonly CardWord[] =>
    this.card && !isUnfinished(this.card) ? this.card.regions.flatMap(wordsOf) : []
  )
  readonly unfinished = $derived.by(() => this.card !== null && isUnfinished(this.card))

  constructor(private readonly parts: DeskParts) {}

  get unsureWords(): readonly CardWord[] {
    return this.words.filter(({ certainty }) => certainty === 'unsure')
  }

  get mayAcceptParts(): boolean {
    return this.card !== null && !this.unfinished
  }

  /** The words that are selected in it; without, the sentence at the caret, or else the first one that is left. */
  acceptWords(): void {
    const place = this.#selection ?? { region: 0, start: 0, end: 0 }
    if (place.start < place.end) {
      this.#accept(place)
      return
    }
    const region = this.card?.regions[place.region]
    if (region) this.#accept({ region: place.region, ...sentenceIn(region.text, place.start) })
  }

  /** The first word that is left. */
  acceptNextWord(): void {
    const region = this.card?.regions[0]
    const first = region && /\S/u.exec(region.text)
    if (first) this.#accept({ region: 0, start: first.index, end: first.index + 1 })
  }

  /** The word at a place of the proposal. */
  wordAt({ region, start }: PreviewRange): CardWord | null {
    return (
      this.words.find((word) => word.part.region === region && word.start <= start && start <= word.end) ??
      null
    )
  }

  /** The word at the caret, or the first that the model was not sure of. */
  get currentWord(): CardWord | null {
    const place = this.#selection
    return (place && this.wordAt(place)) ?? this.unsureWords[0] ?? null
  }

  /** Selects the next word that the model was not sure of, behind the caret; the first one after the last. Null: there is none. */
  goToUnsure(by: 1 | -1): CardWord | null {
    const unsure = this.unsureWords
    const place = this.#selection
    const isBehind = ({ part, start }: CardWord): boolean =>
      place === null ||
      part.region > place.region ||
      (part.region === place.region &&
        (by === 1 ? start >= place.end && start > place.start : start >= place.start))
    const behind = unsure.findIndex(isBehind)
    const at = by === 1 ? Math.max(behind, 0) : (behind < 0 ? unsure.length : behind || unsure.length) - 1
    const word = unsure[at] ?? null
    if (word) this.select(word)
    return word
  }

  select({ part, start, end }: CardWord): void {
    this.parts.text.editor.words.select({ region: part.region, start, end })
  }

  pointUnder({ part, start, end }: CardWord): PagePoint {
    return this.parts.text.editor.words.pointUnder({ region: part.region, start, end })
  }

  /** Puts another of the offered words in the place of one: a step of undo. */
  swap(word: CardWord, other: CardWord['others'][number]): void {
    const { card } = this
    if (!card) return
    const record = this.parts.text.timeline.begin()
    this.parts.fill.dispatch({ type: 'change', card: swapWord(card, word, other) })
    record()
  }

  /** Has the words that are selected in the proposal written anew; the rest of it stays. False: none are selected. */
  rewriteSelection(): boolean {
    const selected = this.#selection
    const region = selected && this.card?.regions[selected.region]
    if (!region || selected.start === selected.end) return false
    const parts = partsOf(
      region,
      this.words.filter(
        ({ part, start, end }) =>
          part.region === selected.region && start < selected.end && end > selected.start
      )
    )
    if (parts.length === 0) return false
    this.#rewrite(parts)
    return true
  }

  /** Has the words next to one written anew; it and the rest of the proposal stay. */
  rewriteAround(word: CardWord): void {
    const region = this.card?.regions[word.part.region]
    const parts = region ? partsAround(region, word) : []
    if (parts.length > 0) this.#rewrite(parts)
    else this.parts.notes.tell('info', 'Nothing stands beside this word that could be written anew.')
  }

  #rewrite(parts: readonly Part[]): void {
    const { fill } = this.parts
    if (!this.card || fill.state.name !== 'proposal' || !fill.isReady()) return
    fill.start(fill.state.regions, { kind: 'parts', card: this.card, parts })
  }

  get #selection(): PreviewRange | null {
    return this.parts.text.editor.words.selection()
  }

  /** Makes words of the proposal text. What is left of it goes on waiting beside them, as with inline suggestions of other editors. */
  #accept({ region: index, ...range }: PreviewRange): void {
    const { fill, text, notes } = this.parts
    const { card } = this
    if (!card || fill.state.name !== 'proposal' || this.unfinished) return
    const region = fill.regionsInText()[index]
    const own = card.regions[index]
    if (!region || !own) return
    if (card.regions.length === 1 && covers(own.text, range)) {
      fill.dispatch({ type: 'accept' })
      return
    }
    const accepted = acceptPart(region, own, range)
    if (!accepted) {
      notes.tell('info', 'No word of the proposal is selected.')
      return
    }
    const { regions } = fill.state
    const before = fill.restoreOf(fill.state)
    const fresh = text.accept(
      [regions[index]!],
      accepted.replacements,
      accepted.marks,
      before,
      originOf(card)
    )
    const rest = { ...card, regions: card.regions.toSpliced(index, 1, ...accepted.rest) }
    fill.dispatch({ type: 'narrow', regions: regions.toSpliced(index, 1, ...fresh), card: rest })
  }
}

/** Whether a range holds all words of a text. */
function covers(text: string, range: { readonly start: number; readonly end: number }): boolean {
  const words = wholeWords(text, range)
  return words?.start === 0 && words.end === text.length
}
