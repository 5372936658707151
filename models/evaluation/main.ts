import { join } from 'node:path'
import { reportChoices } from './choices-report'
import { readSplit } from './corpus-split'
import { openEngine } from './engine'
import { TimeOver, type Evaluation } from './evaluation'
import { reportFills } from './fills-report'
import { reportLengths } from './lengths-report'
import { Memo } from './memo'
import { parseOptions, usage, type ReportName } from './options'
import { reportSamples } from './samples-report'
import { reportSteps } from './steps-report'

const reports: Record<ReportName, (evaluation: Evaluation) => Promise<void>> = {
  fills: reportFills,
  lengths: reportLengths,
  steps: reportSteps,
  samples: reportSamples,
  choices: reportChoices
}
/** What a run that was told to stop ends with: it is to be run again. */
const unfinished = 75

/** @returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const write = (text: string): void => void process.stdout.write(text)
  const tell = (text: string): void =>
    void process.stderr.write(process.stderr.isTTY ? `\r${text}\u001b[K` : `${text}\n`)
  try {
    const options = parseOptions(args)
    if (options === undefined) {
      write(usage)
      return 0
    }
    const evaluation: Evaluation = {
      options,
      documents: await readSplit(options.corpus, options.split),
      engine: await openEngine(options.model, options.work),
      memo: await Memo.open(join(options.work, 'results.jsonl')),
      now: () => performance.now(),
      write,
      tell
    }
    for (const name of options.reports) await reports[name](evaluation)
    return 0
  } catch (error) {
    if (!(error instanceof Error)) throw error
    tell(`eval: ${error.message}`)
    return error instanceof TimeOver ? unfinished : 1
  }
}
