import type { Companion, Run } from '../../main/ipc/companion'
import { BoundedMap } from '../editor/bounded-map'
import type { Replacement } from '../editor/editor-port'
import type { Range, TextChange } from '../editor/text-change'
import {
  changed,
  editedByHand,
  lengthOf,
  rewritten,
  sliceOf,
  spliced,
  uniform,
  type Authorship,
  type Origin,
  type TextIn
} from './authorship'
import { changesBetween, moveRuns, withPlaces } from './history-places'

/** A range of the text that is replaced by words of which it is known who wrote them. */
export interface Rewrite extends Replacement {
  readonly authorship: Authorship
}

const unknown: Origin = { kind: 'unknown' }
const typed: Origin = { kind: 'typed' }
const pasted: Origin = { kind: 'pasted' }

/** Versions of the text whose authors are kept for undo; beyond it, what comes back is nobody's. */
const versionLimit = 2000

/** How the text of one document came to be: who wrote which words, and the fills that were run. It follows edits, undo and redo. */
export class TextCompanion {
  authorship = $state.raw<Authorship>([])
  /** In order of time. */
  runs = $state.raw<readonly Run[]>([])
  /** What the page is about to insert, when it does not come from the keyboard. */
  #arriving: { readonly text: string; readonly authorship: Authorship } | null = null
  readonly #kept: boolean
  readonly #versions = new BoundedMap<number, { authorship: Authorship; runs: readonly Run[] }>(versionLimit)

  /** @param companion as it was kept; nothing is known of a text without one */
  constructor(version: number, text: string, companion?: Companion) {
    this.#kept = companion !== undefined
    const before = companion?.text ?? text
    const whole = companion !== undefined && lengthOf(companion.authorship) === before.length
    const authorship = whole ? companion.authorship : uniform(before.length, unknown)
    this.authorship = before === text ? authorship : rewritten(authorship, before, text, unknown)
    const runs = companion?.runs ?? []
    this.runs = before === text ? runs : moveRuns(runs, changesBetween(before, text))
    this.#remember(version)
  }

  /** What is worth keeping: something that was run or generated, or a text of which all is known. Once kept, it stays. */
  get content(): Companion | undefined {
    const { authorship, runs } = this
    const has = (kind: Origin['kind']): boolean => authorship.some(({ origin }) => origin.kind === kind)
    const known = authorship.length > 0 && !has('unknown')
    if (!this.#kept && runs.length === 0 && !has('generated') && !known) return undefined
    return { authorship: [...authorship], runs: [...runs] }
  }

  /** The page is about to insert `text`, from elsewhere or, when its authors are known, from this document. */
  expect(text: string, authorship: Authorship = uniform(text.length, pasted)): void {
    this.#arriving = { text, authorship }
  }

  /** A person changed the text. */
  edited(changes: readonly TextChange[], version: number, textIn: TextIn): void {
    this.authorship =
      this.#moved(changes) ?? this.#arrived(changes) ?? editedByHand(this.authorship, changes, typed, textIn)
    this.#arriving = null
    this.runs = moveRuns(this.runs, changes)
    this.#remember(version)
  }

  /** The program replaced ranges (sorted, separate) of the text. */
  rewritten(rewrites: readonly Rewrite[], version: number): void {
    const backwards = [...rewrites].reverse()
    this.authorship = backwards.reduce(
      (authorship, { start, end, authorship: own }) => spliced(authorship, { start, end }, own),
      this.authorship
    )
    this.runs = moveRuns(
      this.runs,
      backwards.map(({ start, end, text }) => ({ offset: start, removed: end - start, inserted: text }))
    )
    this.#remember(version)
  }

  /** The editor undid or redid its way to `version` by `changes`. */
  travelled(changes: readonly TextChange[], version: number): void {
    const moved = changes.reduce(
      (authorship, change) => changed(authorship, change, unknown),
      this.authorship
    )
    const then = this.#versions.get(version)
    this.authorship = then && lengthOf(then.authorship) === lengthOf(moved) ? then.authorship : moved
    const runs = moveRuns(this.runs, changes)
    this.runs = withPlaces(runs, (place, { id }, index) => {
      const known = then?.runs.find((run) => run.id === id)
      return known ? known.passages[index]!.place : place
    })
    this.#remember(version)
  }

  /** The runs are others now; the text is the same. */
  setRuns(runs: readonly Run[], version: number): void {
    this.runs = runs
    this.#remember(version)
  }

  /** Who wrote a range. */
  of(range: Range): Authorship {
    return sliceOf(this.authorship, range)
  }

  /** Text that is dragged from one place to another keeps its authors: one range goes, and another as long comes. */
  #moved(changes: readonly TextChange[]): Authorship | null {
    const [first, second] = changes
    if (!first || !second || changes.length > 2) return null
    const [cut, put] = first.removed > 0 ? [first, second] : [second, first]
    if (cut.inserted !== '' || put.removed > 0 || cut.removed !== put.inserted.length) return null
    const shift = cut === second && first.offset < second.offset ? put.inserted.length : 0
    const start = cut.offset - shift
    const carried = this.of({ start, end: start + cut.removed })
    return changes.reduce(
      (authorship, change) =>
        change === put
          ? spliced(authorship, { start: put.offset, end: put.offset }, carried)
          : changed(authorship, change, typed),
      this.authorship
    )
  }

  /** What was announced, when one of the changes inserts it. */
  #arrived(changes: readonly TextChange[]): Authorship | null {
    const arriving = this.#arriving
    if (!arriving || !changes.every(({ inserted }) => inserted === arriving.text)) return null
    return changes.reduce(
      (authorship, { offset, removed }) =>
        spliced(authorship, { start: offset, end: offset + removed }, arriving.authorship),
      this.authorship
    )
  }

  #remember(version: number): void {
    this.#versions.set(version, { authorship: this.authorship, runs: this.runs })
  }
}
