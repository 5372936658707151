import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CorpusDocument } from './corpus-split'
import type { Engine } from './engine'
import type { Memo } from './memo'
import type { EvaluationOptions } from './options'

/** What every report works with. */
export interface Evaluation {
  readonly options: EvaluationOptions
  readonly engine: Engine
  readonly documents: readonly CorpusDocument[]
  readonly memo: Memo
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Tables and pages. */
  readonly write: (text: string) => void
  /** What is being done. */
  readonly tell: (text: string) => void
}

/** The time that was given is over; what was finished is kept. */
export class TimeOver extends Error {
  override readonly name = 'TimeOver'
}

/** Does something for each of some things, telling how far it is. @throws TimeOver */
export async function forEach<Thing, Result>(
  { options, now, tell }: Evaluation,
  name: string,
  things: readonly Thing[],
  work: (thing: Thing, index: number) => Promise<Result>
): Promise<Result[]> {
  const started = now()
  const results: Result[] = []
  for (const [index, thing] of things.entries()) {
    if (now() > 1000 * options.seconds) throw new TimeOver(`${name}: ${index} of ${things.length} done`)
    results.push(await work(thing, index))
    tell(`${name}: ${index + 1} of ${things.length}, ${((now() - started) / 1000).toFixed(0)} s`)
  }
  return results
}

const round = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toFixed(4)) : value

/** Writes results as JSON, four digits behind the point. */
export async function save({ options }: Evaluation, name: string, results: object): Promise<void> {
  const { output, split, seed, settings } = options
  await mkdir(output, { recursive: true })
  const report = { split, seed, settings, ...results }
  await writeFile(join(output, `${name}-${split}.json`), `${JSON.stringify(report, round, 2)}\n`)
}
