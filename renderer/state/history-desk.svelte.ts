import type { Export, Run } from '../../main/ipc/companion'
import type { Replacement } from '../editor/editor-port'
import { isGap, type MarkedSpan } from '../editor/spans'
import type { Range } from '../editor/text-change'
import { messageOf, type Call } from './bridge'
import type { DocumentSession } from './document-session.svelte'
import type { FillController } from './fill-controller.svelte'
import { changesBetween, locate } from './history-places'
import { authorshipOf, branchAt, type Branch } from './history-runs'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'
import type { Rewrite } from './text-companion.svelte'

interface DeskParts {
  readonly call: Call
  readonly text: MarkedText
  readonly document: DocumentSession
  readonly fill: FillController
  readonly notes: Notes
}

/** Which text of a run: one of its alternatives, or the old one. */
export type RunText = number | 'old'

/** What a writer does with the fills that were run: look at them, put words of theirs back, and go through the versions of a passage. */
export class HistoryDesk {
  /** The run that is shown whole; null: the newest. */
  chosen = $state<string | null>(null)

  constructor(private readonly parts: DeskParts) {}

  /** The newest first. */
  get runs(): readonly Run[] {
    return [...this.parts.text.companion.runs].reverse()
  }

  get run(): Run | null {
    return this.runs.find(({ id }) => id === this.chosen) ?? this.runs[0] ?? null
  }

  /** The texts that stand at the places of a run now; null for a place that is not there any more. */
  presentTexts(run: Run): readonly (string | null)[] {
    const text = this.#text
    return run.passages.map((_passage, index) => {
      const place = locate(run, index, text)
      return place && text.slice(place.start, place.end)
    })
  }

  textsOf(run: Run, which: RunText): readonly string[] {
    return which === 'old' ? run.passages.map(({ text }) => text) : (run.alternatives[which]?.texts ?? [])
  }

  /** Puts texts of a run back into their places: one step of undo. */
  restore(run: Run, which: RunText): void {
    const text = this.#text
    const places = run.passages.map((_passage, index) => locate(run, index, text))
    const texts = this.textsOf(run, which)
    const found = places.filter((place) => place !== null)
    if (found.length < places.length || !areSeparate(found)) {
      this.#tell('Its place is not in the text any more. You can copy the words instead.')
      return
    }
    const rewrites = found.map((place, index): Rewrite => {
      const own = texts[index] ?? ''
      const authorship = which === 'old' ? run.passages[index]!.authorship : authorshipOf(run, index, own)
      return { ...place, text: own, authorship }
    })
    this.#replace(rewrites, 'These words are in the text again. Undo takes them away.')
  }

  copy(run: Run, which: RunText): void {
    const text = this.textsOf(run, which).join('\n\n')
    this.parts.call('edit:copy', { text }).then(
      () => this.#tell('Copied.'),
      (error: unknown) => this.parts.notes.tell('alert', messageOf(error))
    )
  }

  /** What was accepted at the caret, version by version; null: nothing was. */
  get branch(): Branch | null {
    const caret = this.parts.text.selections.at(-1)?.end ?? 0
    return branchAt(this.parts.text.companion.runs, this.#text, caret)
  }

  get canStep(): boolean {
    return this.parts.fill.state.name === 'idle' && (this.branch?.versions.length ?? 0) > 1
  }

  /** Puts the next (1) or the previous (-1) version of the passage at the caret in its place. */
  step(by: 1 | -1): void {
    const { branch } = this
    if (!branch) {
      this.#tell('Nothing was filled here. Put the caret into words that came from a fill.')
      return
    }
    const now = this.presentVersion(branch)
    // Words that were changed by hand since come behind all versions.
    const at = (now < 0 ? branch.versions.length : now) + by
    if (branch.versions[at]) this.showVersion(branch, at)
    else this.#tell(by === 1 ? 'This is the newest version.' : 'This is the oldest version.')
  }

  /** Which version of a passage stands in the text; -1: none of them. */
  presentVersion({ place, versions }: Branch): number {
    const present = this.#text.slice(place.start, place.end)
    return versions.findIndex(({ text }) => text === present)
  }

  /** Puts a version of a passage in its place. */
  showVersion({ place, versions }: Branch, at: number): void {
    const { text, authorship } = versions[at]!
    this.#replace([{ ...place, text, authorship }], `Version ${at + 1} of ${versions.length}.`)
  }

  export(kind: Export['kind']): void {
    const { text, document, call, notes } = this.parts
    const { name } = document
    const { runs, authorship } = text.companion
    const wanted: Export =
      kind === 'history'
        ? { kind, name, runs: [...runs] }
        : { kind, name, text: text.text, authorship: [...authorship] }
    call('document:export', wanted).then(
      (written) => written && this.#tell(`Exported to “${written.name}”.`),
      (error: unknown) => notes.tell('alert', messageOf(error))
    )
  }

  get #text(): string {
    const { text } = this.parts
    // The text itself is not tracked: its revision is.
    return text.revision >= 0 ? text.text : ''
  }

  #replace(rewrites: readonly Rewrite[], done: string): void {
    const { text, fill } = this.parts
    if (fill.state.name !== 'idle') {
      this.#tell('Accept or discard the proposal first.')
      return
    }
    const replacements = rewrites.flatMap((rewrite) => wordsThatDiffer(text.editor.textIn(rewrite), rewrite))
    if (replacements.some((replacement) => text.spans.locks.some((lock) => reachesInto(replacement, lock)))) {
      this.#tell('Some of these words are locked now. Unlock them, or copy the words instead.')
      return
    }
    if (replacements.length === 0) {
      this.#tell('These words stand in the text already.')
      return
    }
    text.rewrite(rewrites, replacements)
    const last = rewrites.at(-1)!
    const shift = rewrites.reduce((sum, { start, end, text: own }) => sum + own.length - (end - start), 0)
    text.editor.select({ start: last.end + shift, end: last.end + shift })
    this.#tell(done)
  }

  #tell(text: string): void {
    this.parts.notes.tell('info', text)
  }
}

/** The words of a place that have to change, so that its locks and its other marks stay. */
function wordsThatDiffer(old: string, { start, text }: Replacement): readonly Replacement[] {
  let shift = 0
  return changesBetween(old, text).map(({ offset, removed, inserted }) => {
    const from = start + offset - shift
    shift += inserted.length - removed
    return { start: from, end: from + removed, text: inserted }
  })
}

function reachesInto(replacement: Range, lock: MarkedSpan): boolean {
  return isGap(replacement)
    ? lock.start < replacement.start && replacement.start < lock.end
    : replacement.start < lock.end && lock.start < replacement.end
}

/** Whether places follow each other in the text. */
function areSeparate(places: readonly Range[]): boolean {
  return places.every((place, index) => index === 0 || places[index - 1]!.end <= place.start)
}
