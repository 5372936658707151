import type { FillRequest, Marks } from '../../main/ipc/contract'
import type { Call } from './bridge'
import type { FillController } from './fill-controller.svelte'
import type { MarkedText } from './marked-text.svelte'
import type { Preferences } from './preferences.svelte'
import { wantedMarks } from './wanted-regions'

interface ReadingAheadParts {
  readonly call: Call
  readonly text: MarkedText
  readonly preferences: Pick<Preferences, 'settingsAhead'>
  readonly fill: Pick<FillController, 'state' | 'inference'>
  /** A fresh UUID. */
  readonly newId: () => string
}

/** Milliseconds without a change after which a fill is to be expected: of marks and selection, and longer of the text, for who types may type on. */
const rest = 400
const restFromTyping = 1500

/**
 * Has the model read what stands around the regions while the writer rests: it does not read it again when a fill is asked for, and the first
 * words come sooner.
 */
export class ReadingAhead {
  #timer: ReturnType<typeof setTimeout> | undefined
  #revision = -1
  #asked = ''

  constructor(private readonly parts: ReadingAheadParts) {}

  /** To be called anew whenever something changes that it reads: what a fill would be asked for. */
  follow(): void {
    const { text, preferences, fill } = this.parts
    const { revision } = text
    const marks = wantedMarks(text, fill.state)
    const pause = revision === this.#revision ? rest : restFromTyping
    this.#revision = revision
    this.end()
    if (fill.inference.state !== 'ready' || fill.state.name === 'running' || marks.regions.length === 0)
      return
    const settings = preferences.settingsAhead()
    this.#timer = setTimeout(() => this.#ask(marks, settings), pause)
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #ask(marks: Marks, settings: FillRequest['settings']): void {
    const { call, text, newId } = this.parts
    const asked = JSON.stringify([this.#revision, marks, settings])
    if (asked === this.#asked) return
    this.#asked = asked
    call('fill:read-ahead', { requestId: newId(), text: text.text, marks, settings }).catch(() => {
      // The writer did not ask for it, and the fill that it was for does without. The next change has it asked for again.
      this.#asked = ''
    })
  }
}
