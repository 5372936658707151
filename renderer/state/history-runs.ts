import type { Authorship, Run } from '../../main/ipc/companion'
import type { Range } from '../editor/text-change'
import { rewritten } from './authorship'
import { locate } from './history-places'

/** The most runs that are kept, and about how many characters in them. The oldest go first. */
const mostRuns = 100
const mostCharacters = 1_000_000
/** Regions that are longer are not kept: the schema of the file draws the line. */
const longestText = 100_000

const charactersOf = (run: Run): number =>
  [
    ...run.passages.map(({ text }) => text),
    ...run.alternatives.flatMap(({ texts }) => texts),
    ...run.accepted.flatMap(({ texts }) => texts)
  ].reduce((sum, { length }) => sum + length, 0)

/** Whether a run is small enough to be kept. */
function isKept(run: Run): boolean {
  const texts = [...run.passages.map(({ text }) => text), ...run.alternatives.flatMap((one) => one.texts)]
  return run.passages.length <= 1000 && texts.every(({ length }) => length <= longestText)
}

/** The runs with one more, without the oldest when there are too many. */
export function withRun(runs: readonly Run[], run: Run): readonly Run[] {
  if (!isKept(run)) return runs
  const all = [...runs, run].slice(-mostRuns)
  let characters = 0
  const first = all.findLastIndex((kept) => (characters += charactersOf(kept)) > mostCharacters)
  return all.slice(Math.min(first + 1, all.length - 1))
}

/** Changes one run; the same runs when it is not there. */
export function changeRun(runs: readonly Run[], id: string, change: (run: Run) => Run): readonly Run[] {
  return runs.some((run) => run.id === id) ? runs.map((run) => (run.id === id ? change(run) : run)) : runs
}

/** Acceptances of one run that are kept. */
const mostAccepted = 100

/** The run when one of its alternatives was accepted. Words that are accepted one after the other are one acceptance. */
export function accept(run: Run, accepted: Run['accepted'][number]): Run {
  const { alternative, texts } = accepted
  const own = run.alternatives[alternative]?.texts ?? texts
  const last = run.accepted.at(-1)
  const goesOn = last?.partly === true && last.alternative === alternative
  const rest = goesOn && JSON.stringify(texts) !== JSON.stringify(own)
  const one = accepted.partly || rest ? { ...accepted, texts: own, partly: true } : accepted
  const before = goesOn && one.partly ? run.accepted.slice(0, -1) : run.accepted
  return { ...run, outcome: 'accepted', accepted: [...before, one].slice(-mostAccepted) }
}

/** One of the texts that stood at a place in the course of time. */
export interface Version {
  readonly text: string
  readonly authorship: Authorship
  /** The run that it comes from; null: it stood there before the first. */
  readonly run: Run | null
}

/** A place of the text that was filled, with all that was accepted there, the oldest first. */
export interface Branch {
  readonly place: Range
  readonly versions: readonly Version[]
}

/** Who wrote a text that a run put in the place of a passage. */
export function authorshipOf(run: Run, index: number, text: string): Authorship {
  const passage = run.passages[index]!
  const origin = { kind: 'generated', run: run.id, edited: false } as const
  return rewritten(passage.authorship, passage.text, text, origin)
}

/** What was accepted at the place that `offset` lies in or at, over all runs; null: nothing was. */
export function branchAt(runs: readonly Run[], text: string, offset: number): Branch | null {
  const passages = runs.flatMap((run) =>
    run.accepted.length === 0
      ? []
      : run.passages.flatMap((_passage, index) => {
          const place = locate(run, index, text)
          return place && place.start <= offset && offset <= place.end ? [{ run, index, place }] : []
        })
  )
  const place = passages.at(-1)?.place
  if (!place) return null
  const versions: Version[] = []
  const add = (version: Version): void => {
    if (!versions.some((other) => other.text === version.text)) versions.push(version)
  }
  for (const { run, index, place: own } of passages) {
    if (own.start !== place.start || own.end !== place.end) continue
    const passage = run.passages[index]!
    add({ text: passage.text, authorship: passage.authorship, run: null })
    for (const { texts, partly } of run.accepted) {
      if (partly) continue
      const accepted = texts[index] ?? ''
      add({ text: accepted, authorship: authorshipOf(run, index, accepted), run })
    }
  }
  return { place, versions }
}
