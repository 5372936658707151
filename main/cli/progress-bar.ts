import type { Terminal } from './terminal'

const width = 24
const eraseLine = '\r\u001b[K'

/** One line on standard error that shows how far something is, as long as a person watches. */
export class ProgressBar {
  #isShown = false

  constructor(private readonly terminal: Pick<Terminal, 'writeTalk' | 'talksToPerson'>) {}

  /** @param fraction 0 … 1 */
  show(label: string, fraction: number): void {
    if (!this.terminal.talksToPerson) return
    const full = Math.round(Math.min(1, Math.max(0, fraction)) * width)
    this.terminal.writeTalk(
      `${eraseLine}${label} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.round(fraction * 100)}%`
    )
    this.#isShown = true
  }

  clear(): void {
    if (this.#isShown) this.terminal.writeTalk(eraseLine)
    this.#isShown = false
  }
}
