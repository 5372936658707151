/** The most actions that a task may take, counted from the selection. */
const limit = 3

/** What one task of a writer takes: the actions behind its selection. */
export class Task {
  #taken: string[] = []

  constructor(private readonly name: string) {}

  /** One key, one click or one choice. Fails at the fourth. */
  async act(what: string, action: () => Promise<unknown>): Promise<void> {
    this.#taken.push(what)
    if (this.#taken.length > limit)
      throw new Error(`“${this.name}” takes more than ${limit} actions: ${this.#taken.join(', ')}`)
    await action()
  }
}
