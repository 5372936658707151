import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Random } from '../diffusion/random'
import { forEach, type Evaluation } from './evaluation'
import { measurePassage, type PassageMeasurement } from './measure-passages'
import { drawPassages } from './passages'

const shortGaps = [8, 9, 10, 11, 12, 13, 14, 15, 16, 12]
const paragraphs = [48, 50, 52, 54, 56, 58, 60, 62, 64, 56]
const samplesOfEach = 20
/** Characters of the text around a fill that are shown. */
const shown = 240

/** Random fills at the defaults, unedited, as a page beside the model. */
export async function reportSamples(evaluation: Evaluation): Promise<void> {
  const { options, write } = evaluation
  const short = await sample(evaluation, 'short gaps', shortGaps, options.seed + 1000)
  const long = await sample(evaluation, 'paragraphs', paragraphs, options.seed + 2000)
  const page = [
    '# Samples',
    '',
    `Forty fills of ${options.split} passages at the default settings, drawn at random and unedited; each is the best of ${options.settings.alternatives} alternatives (\`npm run eval -- samples --corpus CORPUS\`). **Bold** is what the model wrote; below it, in small print, what the author had written. What a reader made of them is counted in the model card.`,
    '',
    '## Short gaps (8 to 16 tokens)',
    '',
    ...short.map(show),
    '## Paragraphs (48 to 64 tokens)',
    '',
    ...long.map(show)
  ].join('\n')
  write(`${page}\n`)
  await writeFile(join(options.model, 'SAMPLES.md'), `${page.trimEnd()}\n`)
}

async function sample(
  evaluation: Evaluation,
  name: string,
  lengths: readonly number[],
  seed: number
): Promise<PassageMeasurement[]> {
  const { engine, documents, memo, options } = evaluation
  const passages = drawPassages(documents, engine.tokenizer, lengths, samplesOfEach, new Random(seed))
  return forEach(evaluation, name, passages, (passage, index) =>
    measurePassage(engine, memo, passage, options.settings, seed + index)
  )
}

function show({ passage: { text, start, end }, own, human }: PassageMeasurement, index: number): string {
  const before = text.slice(Math.max(0, start - shown), start).replace(/^\S*\s/, '')
  const after = text.slice(end, end + shown).replace(/\s\S*$/, '')
  return [
    `${index + 1}. … ${plain(before)}**${plain(own.text)}**${plain(after)} …`,
    '',
    `   <sub>Author: ${plain(human.text)}</sub>`,
    ''
  ].join('\n')
}

/** A text as Markdown shows it letter by letter, on one line. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#~|&]/g, '\\$&').replace(/\s*\n\s*/g, ' ¶ ')
}
