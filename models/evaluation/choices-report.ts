import { Random } from '../diffusion/random'
import { decodingWeights, type DecodingWeights } from '../infill/decoding-weights'
import type { FillSettings } from '../infill/settings'
import { forEach, save, type Evaluation } from './evaluation'
import { fillLengths } from './fills-report'
import { measurePassage, type PassageMeasurement } from './measure-passages'
import { drawPassages } from './passages'
import { figureOf, type Figure } from './statistics'
import { summarise } from './summary'
import { formatFigure } from './tables'

/** A way to decode: what differs from the settings of the run and from the usual weights. */
interface Choice {
  readonly name: string
  readonly settings?: Partial<Pick<FillSettings, 'temperature' | 'topP' | 'order'>>
  readonly weights?: Partial<DecodingWeights>
}

/** One thing differs in each. With a step for each token all of them but `entropy-bounded`, which takes fewer, call the network as often. */
const choices: readonly Choice[] = [
  { name: 'as it is' },
  { name: 'T 1, top-p .95', settings: { temperature: 1, topP: 0.95 } },
  { name: 'T 1, top-p 1', settings: { temperature: 1, topP: 1 } },
  { name: 'T 1.05, top-p .98', settings: { temperature: 1.05, topP: 0.98 } },
  { name: 'T 1.1, top-p .98', settings: { temperature: 1.1, topP: 0.98 } },
  { name: 'T 1.1, top-p 1', settings: { temperature: 1.1, topP: 1 } },
  { name: 'T 1.2, top-p .98', settings: { temperature: 1.2 } },
  { name: 'distance bias .25', weights: { distanceBias: 0.25 } },
  { name: 'distance bias 1', weights: { distanceBias: 1 } },
  { name: 'first-hitting', settings: { order: 'first-hitting' } },
  { name: 'analytic', settings: { order: 'analytic' } },
  { name: 'entropy-bounded, γ .1', settings: { order: 'entropy-bounded' } },
  { name: 'entropy-bounded, γ .5', settings: { order: 'entropy-bounded' }, weights: { entropyBound: 0.5 } }
]

/** Fills the same passages with the same seeds in each way. */
export async function reportChoices(evaluation: Evaluation): Promise<void> {
  const { options, engine, documents, memo, write } = evaluation
  const { passages: count, seed, settings } = options
  const passages = drawPassages(documents, engine.tokenizer, fillLengths, count, new Random(seed))
  write(
    '| choice | network calls | infill NLL minus author | over the first | 32 tokens after it minus author | over the first | minus autoregressive | entropy | distinct-2 |\n'
  )
  write(`|${' --- |'.repeat(9)}\n`)
  const results = []
  let first: readonly PassageMeasurement[] | undefined
  for (const choice of choices) {
    const chosen = { ...settings, ...choice.settings }
    const weights = { ...decodingWeights, ...choice.weights }
    const measurements = await forEach(evaluation, choice.name, passages, (passage, index) =>
      measurePassage(engine, memo, passage, chosen, seed + index, weights)
    )
    first ??= measurements
    const summary = summarise(measurements)
    const overFirst = {
      infillNll: difference(measurements, first, ({ own }) => own.infillNll),
      suffixNll: difference(measurements, first, ({ own }) => own.suffixNll)
    }
    const { paired, ratios, networkCalls } = summary
    const cells = [
      choice.name,
      formatFigure(networkCalls, 1),
      formatFigure(paired.infillNllMinusHuman),
      formatFigure(overFirst.infillNll),
      formatFigure(paired.suffixNllMinusHuman, 3),
      formatFigure(overFirst.suffixNll, 3),
      formatFigure(paired.suffixNllMinusAutoregressive, 3),
      `${(100 * ratios.unigramEntropy.mean).toFixed(1)}%`,
      `${(100 * ratios.distinct2.mean).toFixed(1)}%`
    ]
    write(`| ${cells.join(' | ')} |\n`)
    results.push({ ...choice, overFirst, summary })
  }
  await save(evaluation, 'choices', { passages: count, choices: results })
}

/** Mean over passages of how much more one way has than another. */
function difference(
  measurements: readonly PassageMeasurement[],
  first: readonly PassageMeasurement[],
  value: (measurement: PassageMeasurement) => number
): Figure {
  return figureOf(measurements.map((measurement, index) => value(measurement) - value(first[index]!)))
}
