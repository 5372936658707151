import { Random } from '../diffusion/random'
import type { JudgedText } from './judged-text'
import type { PassageMeasurement } from './measure-passages'
import { bootstrap, figureOf, type Figure } from './statistics'
import { distinctShare, repeatedShare, unigramEntropy } from './text-measures'

export const writers = ['human', 'autoregressive', 'own'] as const
export type Writer = (typeof writers)[number]

/** Figures of the texts of one writer. */
export interface WriterSummary {
  readonly tokens: number
  readonly infillNll: Figure
  readonly suffixNll: Figure
  /** Of all infills together, cut to the length of the human ones and these to theirs: entropies grow with the number of tokens. */
  readonly unigramEntropy: Figure
  readonly distinct2: Figure
  readonly rep4: Figure
}

export interface Summary {
  readonly passages: number
  readonly networkCalls: Figure
  readonly writers: Readonly<Record<Writer, WriterSummary>>
  /** Means of differences within a passage. */
  readonly paired: {
    readonly infillNllMinusHuman: Figure
    readonly suffixNllMinusHuman: Figure
    readonly suffixNllMinusAutoregressive: Figure
    readonly autoregressiveSuffixNllMinusHuman: Figure
  }
  /** Ours over the human text's. */
  readonly ratios: { readonly unigramEntropy: Figure; readonly distinct2: Figure }
}

/** The figures of measured passages. Standard errors of entropies and n-gram shares are bootstrapped over passages. */
export function summarise(measurements: readonly PassageMeasurement[]): Summary {
  const resampling = (): Random => new Random(0)
  const mean = (value: (measurement: PassageMeasurement) => number): Figure =>
    figureOf(measurements.map(value))
  const shortest = (measurement: PassageMeasurement): number =>
    Math.min(...writers.map((writer) => measurement[writer].tokens.length))
  const cut = (writer: Writer) => (sample: readonly PassageMeasurement[]) =>
    sample.map((measurement) => measurement[writer].tokens.slice(0, shortest(measurement)))
  const entropy = (writer: Writer) => (sample: readonly PassageMeasurement[]) =>
    unigramEntropy(cut(writer)(sample).flat())
  const distinct = (writer: Writer) => (sample: readonly PassageMeasurement[]) =>
    distinctShare(cut(writer)(sample), 2)
  const resampled = (figure: (sample: readonly PassageMeasurement[]) => number): Figure =>
    bootstrap(measurements, figure, resampling())
  const writerSummary = (writer: Writer): WriterSummary => ({
    tokens: measurements.reduce((sum, measurement) => sum + measurement[writer].tokens.length, 0),
    infillNll: mean((measurement) => measurement[writer].infillNll),
    suffixNll: mean((measurement) => measurement[writer].suffixNll),
    unigramEntropy: resampled(entropy(writer)),
    distinct2: resampled(distinct(writer)),
    rep4: resampled((sample) =>
      repeatedShare(
        sample.map((measurement) => measurement[writer].tokens),
        4
      )
    )
  })
  const difference = (of: Writer, from: Writer, key: keyof JudgedText & `${string}Nll`): Figure =>
    mean((measurement) => measurement[of][key] - measurement[from][key])
  return {
    passages: measurements.length,
    networkCalls: mean(({ own }) => own.networkCalls),
    writers: {
      human: writerSummary('human'),
      autoregressive: writerSummary('autoregressive'),
      own: writerSummary('own')
    },
    paired: {
      infillNllMinusHuman: difference('own', 'human', 'infillNll'),
      suffixNllMinusHuman: difference('own', 'human', 'suffixNll'),
      suffixNllMinusAutoregressive: difference('own', 'autoregressive', 'suffixNll'),
      autoregressiveSuffixNllMinusHuman: difference('autoregressive', 'human', 'suffixNll')
    },
    ratios: {
      unigramEntropy: resampled((sample) => entropy('own')(sample) / entropy('human')(sample)),
      distinct2: resampled((sample) => distinct('own')(sample) / distinct('human')(sample))
    }
  }
}
