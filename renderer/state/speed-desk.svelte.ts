import type { LacunaBridge, RequestOf, ResponseOf } from '../../main/ipc/contract'
import type { Announcer } from './announcer.svelte'
import { messageOf, RequestError, type Call } from './bridge'
import type { Notes } from './notes.svelte'

export type SpeedRecord = ResponseOf<'speed:measure'>
export type SpeedReport = SpeedRecord['report']
type Extent = RequestOf<'speed:measure'>['extent']

interface SpeedParts {
  readonly call: Call
  readonly notes: Notes
  readonly announcer: Announcer
  /** A fresh UUID. */
  readonly newId: () => string
}

/** Measures how fast the model is on this machine, and shows what was measured last. */
export class SpeedDesk {
  record = $state.raw<SpeedRecord | null>(null)
  /** How much is measured, 0 … 1; null while nothing is. */
  fraction = $state<number | null>(null)
  #requestId: string | null = null

  constructor(private readonly parts: SpeedParts) {}

  /** Listens to the main process until the returned function is called. */
  listen(bridge: LacunaBridge): () => void {
    return bridge.on('speed:progress', ({ requestId, fraction }) => {
      if (requestId !== this.#requestId) return
      this.fraction = fraction
      this.parts.announcer.progress(`${Math.round(100 * fraction)} percent measured.`)
    })
  }

  /** Brings back what was measured last. */
  async recall(): Promise<void> {
    try {
      this.record = await this.parts.call('speed:last', null)
    } catch (error) {
      this.parts.notes.tell('alert', messageOf(error))
    }
  }

  async measure(extent: Extent): Promise<void> {
    if (this.#requestId !== null) return
    const { call, notes, announcer, newId } = this.parts
    const requestId = newId()
    this.#requestId = requestId
    this.fraction = 0
    announcer.say('Measuring.')
    try {
      this.record = await call('speed:measure', { requestId, extent })
      announcer.say('Measured.')
    } catch (error) {
      if (error instanceof RequestError && error.code === 'cancelled') announcer.say('Stopped.')
      else {
        notes.tell('alert', messageOf(error))
        // What could not be written is remembered all the same.
        await this.recall()
      }
    } finally {
      this.#requestId = null
      this.fraction = null
    }
  }

  cancel(): void {
    const requestId = this.#requestId
    if (requestId === null) return
    this.parts
      .call('speed:cancel', { requestId })
      .catch((error: unknown) => this.parts.notes.tell('alert', messageOf(error)))
  }

  /** Puts the figures into the clipboard. */
  async copy(): Promise<void> {
    const { call, notes } = this.parts
    try {
      await call('edit:copy', { text: `${JSON.stringify(this.record, null, 2)}\n` })
      notes.tell('info', 'The figures are in the clipboard, as JSON.')
    } catch (error) {
      notes.tell('alert', messageOf(error))
    }
  }
}
