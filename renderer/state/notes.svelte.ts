/** Something the writer should know. An alert is about a failure; it stays until it is dismissed. */
export interface Note {
  readonly kind: 'info' | 'alert'
  readonly text: string
}

/** How long a note that is no alert is shown, in milliseconds. */
const infoTime = 8000

/** The one note that is shown, in its reserved place. */
export class Notes {
  current = $state.raw<Note | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  tell(kind: Note['kind'], text: string): void {
    clearTimeout(this.#timer)
    this.current = { kind, text }
    if (kind === 'info') this.#timer = setTimeout(() => this.dismiss(), infoTime)
  }

  dismiss(): void {
    clearTimeout(this.#timer)
    this.current = null
  }
}
