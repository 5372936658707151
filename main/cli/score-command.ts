import { z } from 'zod'
import { parseMarks } from '../../models/infill/marks'
import { fillSettingsSchema } from '../../models/infill/settings'
import { scoreText, type Figures, type ScoreSettings, type TextScore } from '../../models/scoring/text-score'
import type { DenoiserInfo } from '../../models/architectures/denoiser'
import { usageError } from './command-error'
import { parseOptions, readDevice } from './parse-options'
import { readText, type NamedText } from './read-text'
import { formatTable } from './table'
import type { Terminal } from './terminal'
import { scoreDefaults, scoreUsage } from './usage'
import { withModel } from './with-model'

const options = {
  evaluations: { type: 'string' },
  seed: { type: 'string' },
  model: { type: 'string' },
  device: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' }
} as const

/** `lacuna score`. @throws CommandError, FillError for bad marks, ScoringError, CatalogError, RuntimeError */
export async function scoreCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, options)
  if (values.help === true) {
    terminal.writeOutput(scoreUsage)
    return
  }
  const settings: ScoreSettings = {
    evaluations: wholeNumber(
      values.evaluations ?? String(scoreDefaults.evaluations),
      z.int().min(2).max(4096),
      '--evaluations takes a whole number from 2 to 4096'
    ),
    seed: wholeNumber(
      values.seed ?? String(scoreDefaults.seed),
      fillSettingsSchema.shape.seed,
      '--seed takes a whole number from 0 to 4294967295'
    )
  }
  const device = readDevice(values.device)
  const text = plainText(await readText('score', positionals, terminal), terminal)
  await withModel(terminal, { model: values.model, device }, async ({ denoiser, tokenizer, progress }) => {
    const score = await scoreText(text, settings, {
      denoiser,
      tokenizer,
      signal: terminal.signal,
      onProgress: (fraction) => progress.show('Scoring', fraction)
    })
    progress.clear()
    if (score.windowing.canvases > 1) terminal.writeTalk(`lacuna: ${windowingSentence(score)}\n`)
    terminal.writeOutput(values.json === true ? `${toJson(score, settings, denoiser.info)}\n` : toText(score))
  })
}

function wholeNumber(text: string, range: z.ZodType<number>, complaint: string): number {
  const number = range.safeParse(/^\d+$/.test(text) ? Number(text) : NaN)
  if (!number.success) throw usageError(`${complaint}, not "${text}".`)
  return number.data
}

/** The text without its marks: what is marked or locked counts like the rest, and a gap is nothing that could be scored. */
function plainText({ name, text }: NamedText, terminal: Terminal): string {
  const document = parseMarks(text)
  if (document.text.trim() === '') throw usageError(`${name} has no words to score.`)
  const gaps = document.regions.filter(({ start, end }) => start === end).length
  if (gaps > 0) {
    terminal.writeTalk(
      `lacuna: ${name} has ${gaps === 1 ? 'a gap' : `${gaps} gaps`}; the text is scored as if nothing were missing there.\n`
    )
  }
  return document.text
}

function windowingSentence({ tokens, windowing }: TextScore): string {
  const { canvases, canvasTokens, contextTokens, whole } = windowing
  const [fewest, most] = contextTokens
  const context = whole
    ? 'all of the text before it'
    : `the ${fewest} to ${most} tokens before it (fewer near the start)`
  return `the ${tokens} tokens were scored as ${canvases} canvases of up to ${canvasTokens}, each given ${context}.`
}

function toText({
  tokens,
  words,
  bytes,
  bound,
  standardErrors,
  autoregressive,
  evaluations
}: TextScore): string {
  const row = (name: string, key: keyof Figures, digits: number): string[] => [
    name,
    bound[key].toFixed(digits),
    standardErrors[key].toFixed(digits),
    autoregressive === undefined ? '' : autoregressive[key].toFixed(digits)
  ]
  return [
    formatTable([
      ['', 'at most', 'standard error', autoregressive === undefined ? '' : 'read left to right'],
      row('nats a token', 'natsPerToken', 4),
      row('bits a byte', 'bitsPerByte', 4),
      row('perplexity a word', 'perplexityPerWord', 2)
    ]),
    `${tokens} tokens, ${words} words, ${bytes} bytes; ${evaluations} masks a canvas\n`
  ].join('')
}

/** DESIGN.md, "Command line", and after its keys how the text was cut up and what it costs read left to right. */
function toJson(score: TextScore, { seed }: ScoreSettings, { name, device }: DenoiserInfo): string {
  const { tokens, words, bytes, bound, standardErrors, autoregressive, evaluations, windowing } = score
  return JSON.stringify({
    tokens,
    ...finite(bound),
    standardErrors: finite(standardErrors),
    evaluations,
    model: name,
    device,
    seed,
    words,
    bytes,
    windowing,
    autoregressive: autoregressive === undefined ? null : finite(autoregressive)
  })
}

/** JSON knows no infinity: a perplexity that no number holds is null. */
const finite = (figures: Figures) => ({
  ...figures,
  perplexityPerWord: Number.isFinite(figures.perplexityPerWord) ? figures.perplexityPerWord : null
})
