import type { EventOf, LacunaBridge } from '../../main/ipc/contract'
import type { Tint } from '../editor/word-port'
import type { Announcer } from './announcer.svelte'
import { messageOf, RequestError, type Call } from './bridge'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'
import { formatCount } from './word-count'

type SurprisedWord = EventOf<'text:surprise-progress'>['words'][number]

interface StumbleParts {
  readonly call: Call
  readonly text: MarkedText
  readonly notes: Notes
  readonly announcer: Announcer
  /** A fresh UUID. */
  readonly newId: () => string
}

/** Nats from which a word stands out a little, clearly and very much. In good prose most words lie below the first. */
const thresholds = [6, 8.5, 11]

/** A word that a reader may stumble over, as those hear it who do not see the shade. */
export interface StumblingWord {
  readonly text: string
  /** What was rather expected there. */
  readonly rather: readonly string[]
}

/** Shades the words of the text that a reader would not expect where they stand. */
export class StumbleView {
  /** How much is read, 0 … 1; null while nothing is being read. */
  fraction = $state<number | null>(null)
  words = $state.raw<readonly StumblingWord[]>([])
  /** True while shades are shown or being found. */
  shown = $state(false)
  #requestId: string | null = null
  #tints: readonly Tint[] = []

  constructor(private readonly parts: StumbleParts) {
    // Its words would no longer stand where they were read; the shades there are move with the text.
    parts.text.onTextChanged((opened) => {
      if (opened) this.end()
      else this.#endReading()
    })
  }

  /** Listens to the main process until the returned function is called. */
  listen(bridge: LacunaBridge): () => void {
    return bridge.on('text:surprise-progress', ({ requestId, words, fraction }) => {
      if (requestId !== this.#requestId) return
      this.fraction = fraction
      this.#add(words)
    })
  }

  /** Reads what is selected, or else what is in view. */
  async show(): Promise<void> {
    this.end()
    const { call, text, notes, announcer, newId } = this.parts
    const [selected] = text.selectedRanges
    const requestId = newId()
    this.#requestId = requestId
    this.shown = true
    this.fraction = 0
    notes.dismiss()
    announcer.say('Reading.')
    try {
      await call('text:surprise', {
        requestId,
        text: text.text,
        range: selected ?? text.editor.words.inView()
      })
      if (this.#requestId === requestId) notes.tell('info', found(this.words.length))
    } catch (error) {
      if (!(error instanceof RequestError && error.code === 'cancelled'))
        notes.tell('alert', messageOf(error))
      if (this.#requestId === requestId && this.#tints.length === 0) this.shown = false
    }
    if (this.#requestId !== requestId) return
    this.#requestId = null
    this.fraction = null
  }

  /** Takes the shades away, and gives up what is being read. */
  end(): void {
    this.#endReading()
    this.shown = false
    this.words = []
    this.#tints = []
    this.parts.text.editor.words.showTints([])
  }

  #add(words: readonly SurprisedWord[]): void {
    const { editor } = this.parts.text
    const standing = words.filter(({ nats }) => levelOf(nats) > 0)
    this.#tints = [
      ...this.#tints,
      ...standing.map(({ start, end, nats }) => ({ start, end, level: levelOf(nats) }))
    ]
    this.words = [
      ...this.words,
      ...standing.map(({ start, end, alternatives }) => ({
        text: editor.textIn({ start, end }),
        rather: alternatives.map(({ text }) => text.trim()).filter(Boolean)
      }))
    ]
    editor.words.showTints(this.#tints)
  }

  #endReading(): void {
    const requestId = this.#requestId
    if (requestId === null) return
    this.#requestId = null
    this.fraction = null
    this.parts
      .call('text:surprise-cancel', { requestId })
      .catch((error: unknown) => this.parts.notes.tell('alert', messageOf(error)))
  }
}

const levelOf = (nats: number): number => thresholds.filter((threshold) => nats >= threshold).length

function found(words: number): string {
  if (words === 0) return 'Nothing here that a reader would stumble over.'
  return `${formatCount(words, 'word')} that a reader may stumble over ${words === 1 ? 'is' : 'are'} shaded. Esc takes the shades away.`
}
