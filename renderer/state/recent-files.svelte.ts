import type { LacunaBridge, ResponseOf } from '../../main/ipc/contract'
import { messageOf, type Call } from './bridge'
import type { Notes } from './notes.svelte'

/** The files that were opened or saved last, as main remembers them. */
export class RecentFiles {
  list = $state.raw<ResponseOf<'recent:list'>>([])

  constructor(
    private readonly call: Call,
    private readonly notes: Notes
  ) {}

  /** Reads the list, now and whenever it changes, until the returned function is called. */
  listen(bridge: LacunaBridge): () => void {
    this.#read()
    return bridge.on('recent:changed', () => this.#read())
  }

  clear(): void {
    this.call('recent:clear', null).catch((error: unknown) => this.notes.tell('alert', messageOf(error)))
  }

  #read(): void {
    this.call('recent:list', null)
      .then((list) => (this.list = list))
      .catch((error: unknown) => this.notes.tell('alert', messageOf(error)))
  }
}
