import { Random } from '../diffusion/random'
import { forEach, save, type Evaluation } from './evaluation'
import { measurePassage } from './measure-passages'
import { drawPassages } from './passages'
import { summarise } from './summary'
import { summaryTable } from './tables'

/** Tokens of the spans. */
export const fillLengths = [8, 16, 32]

/** Our fills of spans of 8, 16 and 32 tokens beside the author's text and an autoregressive fill of the same length. */
export async function reportFills(evaluation: Evaluation): Promise<void> {
  const { options, engine, documents, memo, write } = evaluation
  const { passages: count, seed, settings } = options
  const passages = drawPassages(documents, engine.tokenizer, fillLengths, count, new Random(seed))
  const measurements = await forEach(evaluation, 'fills', passages, (passage, index) =>
    measurePassage(engine, memo, passage, settings, seed + index)
  )
  const groups = [
    { name: 'all', members: measurements },
    ...fillLengths.map((length) => ({
      name: `${length} tokens`,
      members: measurements.filter(({ passage }) => passage.tokens === length)
    })),
    ...(['clause', 'words'] as const).map((cut) => ({
      name: cut === 'clause' ? 'whole clauses' : 'any words',
      members: measurements.filter(({ passage }) => passage.cut === cut)
    }))
  ].map(({ name, members }) => ({ name, summary: summarise(members) }))
  for (const { name, summary } of groups) write(`### Fills: ${name}\n\n${summaryTable(summary)}\n`)
  const used = new Set(passages.map(({ document }) => document)).size
  await save(evaluation, 'fills', { documents: used, groups })
}
