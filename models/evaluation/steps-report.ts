import { Random } from '../diffusion/random'
import { forEach, save, type Evaluation } from './evaluation'
import { measurePassage } from './measure-passages'
import { drawPassages } from './passages'
import { summarise } from './summary'
import { formatFigure } from './tables'

const stepCounts = [1, 2, 4, 8, 16, 32, 64]
const spanTokens = 32
/** Of the passages of the report on fills: every count of steps needs a fill of each. */
const passagesShare = 1 / 7

/** How the text gets better with the number of network calls. */
export async function reportSteps(evaluation: Evaluation): Promise<void> {
  const { options, engine, documents, memo, write } = evaluation
  const { seed, settings } = options
  const count = Math.max(2, Math.round(options.passages * passagesShare))
  const passages = drawPassages(documents, engine.tokenizer, [spanTokens], count, new Random(seed))
  const curve = []
  for (const steps of stepCounts) {
    const measurements = await forEach(evaluation, `${steps} steps`, passages, (passage, index) =>
      measurePassage(engine, memo, passage, { ...settings, steps }, seed + index)
    )
    curve.push({ steps, summary: summarise(measurements) })
  }
  write('### Steps\n\n')
  write('| steps | network calls | NLL of the infill | NLL of the 32 tokens after it | unigram entropy |\n')
  write('| --- | --- | --- | --- | --- |\n')
  for (const { steps, summary } of curve) {
    const { infillNll, suffixNll, unigramEntropy } = summary.writers.own
    const calls = formatFigure(summary.networkCalls, 1)
    write(
      `| ${steps} | ${calls} | ${[infillNll, suffixNll, unigramEntropy].map((figure) => formatFigure(figure)).join(' | ')} |\n`
    )
  }
  const { human, autoregressive } = curve.at(-1)!.summary.writers
  for (const [name, { infillNll, suffixNll, unigramEntropy }] of [
    ['autoregressive', autoregressive],
    ['author', human]
  ] as const) {
    write(
      `| ${name} | | ${[infillNll, suffixNll, unigramEntropy].map((figure) => formatFigure(figure)).join(' | ')} |\n`
    )
  }
  write('\n')
  await save(evaluation, 'steps', { passages: count, spanTokens, curve })
}
