import type { Figure } from './statistics'
import type { Summary } from './summary'

export const formatFigure = ({ mean, standardError }: Figure, digits = 2): string =>
  `${mean.toFixed(digits)} ± ${standardError.toFixed(digits)}`

const percent = ({ mean, standardError }: Figure): string =>
  `${(100 * mean).toFixed(1)} ± ${(100 * standardError).toFixed(1)}%`

/** One writer a row. */
export function summaryTable({ writers, passages, networkCalls, paired, ratios }: Summary): string {
  const names = { human: 'author', autoregressive: 'autoregressive', own: 'Lacuna' } as const
  const rows = (['human', 'autoregressive', 'own'] as const).map((writer) => {
    const { infillNll, suffixNll, unigramEntropy, distinct2, rep4 } = writers[writer]
    return `| ${[names[writer], formatFigure(infillNll), formatFigure(suffixNll), formatFigure(unigramEntropy), percent(distinct2), percent(rep4)].join(' | ')} |`
  })
  return [
    '| text of | NLL of the infill | NLL of the 32 tokens after it | unigram entropy | distinct-2 | rep-4 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `${passages} passages, ${formatFigure(networkCalls, 1)} network calls a fill. Paired differences: infill minus author ${formatFigure(paired.infillNllMinusHuman)};`,
    `32 tokens after, ours minus autoregressive ${formatFigure(paired.suffixNllMinusAutoregressive, 3)}, ours minus author ${formatFigure(paired.suffixNllMinusHuman, 3)}, autoregressive minus author ${formatFigure(paired.autoregressiveSuffixNllMinusHuman, 3)};`,
    `entropy ${percent(ratios.unigramEntropy)} and distinct-2 ${percent(ratios.distinct2)} of the author's.`,
    ''
  ].join('\n')
}
