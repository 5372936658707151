/** Least time between two announcements of progress, in milliseconds: a screen reader needs time to speak. */
const pause = 3000

/** What a screen reader is told politely, beside what the page shows. */
export class Announcer {
  message = $state('')
  #last = Number.NEGATIVE_INFINITY

  constructor(private readonly now: () => number) {}

  say(message: string): void {
    this.#last = this.now()
    this.message = message
  }

  /** Says it only when nothing was said for a while. */
  progress(message: string): void {
    if (this.now() - this.#last >= pause) this.say(message)
  }
}
