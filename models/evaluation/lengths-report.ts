import { z } from 'zod'
import { logLinearNoise } from '../diffusion/noise'
import { Random } from '../diffusion/random'
import { automaticLength, gapPlace } from '../infill/length'
import { planFill } from '../infill/plan'
import { forEach, save, type Evaluation } from './evaluation'
import { drawGaps, gapKinds, type Gap } from './gaps'
import { figureOf, type Figure } from './statistics'
import { formatFigure } from './tables'

/** Of the passages of the report on fills. */
const gapsShare = 2 / 7
/** A canvas with room for nearly all of the gaps. */
const canvasTokens = 48
/** Characters behind the gap that the network is shown. */
const shown = 240

/** How far the automatic length is from the author's, and how far what the network says by PAD would be. */
export async function reportLengths(evaluation: Evaluation): Promise<void> {
  const { options, engine, documents, memo, write } = evaluation
  const count = gapKinds.length * Math.max(1, Math.round((options.passages * gapsShare) / gapKinds.length))
  const gaps = drawGaps(documents, engine.tokenizer, count, new Random(options.seed))
  const measured = await forEach(evaluation, 'lengths', gaps, async (gap) => {
    const pad = await memo.get(['pad', engine.fillKey, gap], z.array(z.number()), () =>
      padAt(evaluation, gap)
    )
    return { gap, automatic: usual(gap), pad: padMedian(pad) }
  })
  const errors = (chosen: (typeof measured)[number][], by: 'automatic' | 'pad'): Figure =>
    figureOf(chosen.map((one) => Math.abs(one[by] - one.gap.tokens) / one.gap.tokens))
  const ratios = (chosen: (typeof measured)[number][], by: 'automatic' | 'pad'): Figure =>
    figureOf(chosen.map((one) => Math.abs(Math.log(one[by] / one.gap.tokens))))
  const rows = [...gapKinds, 'all' as const].map((kind) => {
    const chosen = measured.filter(({ gap }) => kind === 'all' || gap.kind === kind)
    return {
      kind,
      gaps: chosen.length,
      tokens: figureOf(chosen.map(({ gap }) => gap.tokens)),
      automatic: { error: errors(chosen, 'automatic'), logRatio: ratios(chosen, 'automatic') },
      pad: { error: errors(chosen, 'pad'), logRatio: ratios(chosen, 'pad') }
    }
  })
  write('### Length of gaps\n\n')
  write(
    '| gap | gaps | tokens | error of the automatic length | the same as a ratio (log) | error by PAD | as a ratio |\n'
  )
  write('| --- | --- | --- | --- | --- | --- | --- |\n')
  for (const { kind, gaps: number, tokens, automatic, pad } of rows) {
    const figures = [tokens, automatic.error, automatic.logRatio, pad.error, pad.logRatio]
    write(`| ${[kind, number, ...figures.map((figure) => formatFigure(figure))].join(' | ')} |\n`)
  }
  write('\n')
  await save(evaluation, 'lengths', { rows })
}

/** What `fill` takes for a gap there, in the middle of its range. */
function usual({ before, after }: Gap): number {
  const text = `${before} ${after}`
  const at = before.length + 1
  const plan = planFill({ text, regions: [{ start: at, end: at }], locks: [] })
  return automaticLength(gapPlace(plan, 0), 'automatic', 0.5)
}

/** P(PAD) at each position of an all-masked canvas. */
async function padAt({ engine: { denoiser, tokenizer } }: Evaluation, gap: Gap): Promise<number[]> {
  const { maskId, padId } = denoiser.info
  const session = await denoiser.open({
    contexts: [tokenizer.encode(gap.before), tokenizer.encode(gap.after.slice(0, shown))],
    canvases: [{ length: canvasTokens, openLength: true }]
  })
  try {
    const [answers] = await session.evaluate({
      alternatives: [new Int32Array(canvasTokens).fill(maskId)],
      positions: [Int32Array.from({ length: canvasTokens }, (_, position) => position)],
      targets: [new Int32Array(canvasTokens).fill(padId)],
      totalNoise: logLinearNoise().total(1)
    })
    return answers!.map(({ targetLogProbability }) => Math.exp(targetLogProbability!))
  } finally {
    await session.close()
  }
}

/** P(PAD at j) / P(PAD at the last position) is P(length ≤ j), given that there is room. */
function padMedian(pad: readonly number[]): number {
  let largest = 0
  const atMost = pad.map((value) => (largest = Math.max(largest, value)))
  return Math.max(
    1,
    atMost.findIndex((value) => value >= largest / 2)
  )
}
