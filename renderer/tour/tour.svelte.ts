import { stepAfter, tourSteps, type TourFacts, type TourStep } from './tour-steps'

/** The tour: a few steps on the sample, each of which ends when the writer has done what it speaks of. */
export class Tour {
  /** Null: the tour is not being given. */
  step = $state<TourStep | null>(null)
  /** How things were when the step began. */
  #before: TourFacts | null = null
  #document: string | null = null
  #proposed: readonly number[] = []

  constructor(private readonly onEnd: () => void) {}

  begin(): void {
    this.#document = null
    this.#proposed = []
    this.#goTo('mark')
  }

  /** Goes on without the writer having done what the step speaks of. */
  next(): void {
    const next = this.step && tourSteps[tourSteps.indexOf(this.step) + 1]
    if (next) this.#goTo(next)
    else this.end()
  }

  end(): void {
    if (this.step === null) return
    this.step = null
    this.onEnd()
  }

  /** Follows what the writer does; leaving the sample is leaving the tour. */
  observe(now: TourFacts): void {
    if (this.step === null) return
    this.#document ??= now.document
    if (now.document !== this.#document) {
      this.end()
      return
    }
    if (now.fill.name !== 'idle') this.#proposed = now.fill.regions
    this.#before ??= now
    const next = stepAfter(this.step, this.#before, now, this.#proposed)
    if (next === this.step) return
    if (now.fill.name === 'idle') this.#proposed = []
    this.#goTo(next)
    this.observe(now)
  }

  #goTo(step: TourStep): void {
    this.step = step
    this.#before = null
  }
}
