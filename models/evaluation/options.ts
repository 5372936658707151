import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultFillSettings, fillSettingsSchema, type FillSettings } from '../infill/settings'

export const reportNames = ['fills', 'lengths', 'steps', 'samples', 'choices'] as const
export type ReportName = (typeof reportNames)[number]

export interface EvaluationOptions {
  readonly reports: readonly ReportName[]
  /** Folder with SPLIT.jsonl.gz. */
  readonly corpus: string
  readonly split: string
  /** Passages of the report on fills; the others take a share of it. */
  readonly passages: number
  /** Names the passages and all streams of random numbers. */
  readonly seed: number
  /** Time to stop after, with what is done kept. */
  readonly seconds: number
  readonly settings: FillSettings
  /** Folder of the model. */
  readonly model: string
  /** Where graphs and finished passages are kept. */
  readonly work: string
  /** Folder for the results. */
  readonly output: string
}

const root = resolve(import.meta.dirname, '../..')

export const usage = `Usage: npm run eval -- [${reportNames.join(' | ')}]... --corpus FOLDER [options]

Measures the text of the bundled model on one split of a corpus, and writes the tables to standard output and the results beside them.
All reports but \`choices\` are made when none is named; \`choices\` measures other ways to decode, one by one, beside the settings. Finished passages are kept: the same command goes on where it was stopped.

  --corpus FOLDER    with SPLIT.jsonl.gz: one document a line, with "id", "kind" and "text"
  --split NAME       test (default), valid
  --passages N       documents with one span each (210)
  --seed N           which passages, and every draw (0)
  --seconds N        stop after this time, exit status 75; run again to go on
  --steps, --order, --temperature, --top-p, --alternatives, --polish     settings of the fills, as for \`lacuna fill\`
  --model FOLDER     the model (resources/models/smollm2-135m-sedd)
  --work FOLDER      graphs and finished passages (models/training/work/evaluation)
  --output FOLDER    results (models/training/results)
`

/** @throws TypeError for an unknown option, RangeError for a value that cannot be, with a message for the person who typed it. */
export function parseOptions(args: readonly string[]): EvaluationOptions | undefined {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      corpus: text,
      split: { ...text, default: 'test' },
      passages: { ...text, default: '210' },
      seed: { ...text, default: '0' },
      seconds: text,
      steps: text,
      order: text,
      temperature: text,
      'top-p': text,
      alternatives: text,
      polish: text,
      model: { ...text, default: join(root, 'resources/models/smollm2-135m-sedd') },
      work: { ...text, default: join(root, 'models/training/work/evaluation') },
      output: { ...text, default: join(root, 'models/training/results') },
      help: { type: 'boolean', short: 'h' }
    }
  })
  if (values.help === true) return undefined
  if (values.corpus === undefined) throw new RangeError('--corpus is missing: the folder with the texts.')
  const given = {
    steps: values.steps === undefined ? undefined : Number(values.steps),
    order: values.order,
    temperature: values.temperature === undefined ? undefined : Number(values.temperature),
    topP: values['top-p'] === undefined ? undefined : Number(values['top-p']),
    alternatives: values.alternatives === undefined ? undefined : Number(values.alternatives),
    polish: values.polish === undefined ? undefined : Number(values.polish)
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return {
    reports:
      positionals.length === 0
        ? reportNames.filter((name) => name !== 'choices')
        : positionals.map(reportNamed),
    corpus: values.corpus,
    split: values.split,
    passages: wholeNumber('passages', values.passages),
    seed: wholeNumber('seed', values.seed),
    seconds: values.seconds === undefined ? Infinity : wholeNumber('seconds', values.seconds),
    settings: fillSettingsSchema.parse({ ...defaultFillSettings, ...set }),
    model: values.model,
    work: values.work,
    output: values.output
  }
}

function reportNamed(name: string): ReportName {
  const report = reportNames.find((known) => known === name)
  if (report === undefined) throw new RangeError(`There is no report "${name}": ${reportNames.join(', ')}.`)
  return report
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`--${name} takes a whole number, not "${text}".`)
  return Number(text)
}
