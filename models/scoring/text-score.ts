import type { Denoiser, DenoiserSession } from '../architectures/denoiser'
import { anyOrderEstimate, drawMasks, type MaskDraw } from '../diffusion/likelihood'
import { Random } from '../diffusion/random'
import type { Estimate } from '../diffusion/stratified'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { blockSizes, cutBlocks } from './scoring-blocks'
import { ScoringError } from './scoring-error'

/** What a likelihood comes to in the units of the field. */
export interface Figures {
  readonly natsPerToken: number
  /** Of the UTF-8 text. */
  readonly bitsPerByte: number
  /** A word is what stands between white space. Infinite where words are so long that no number holds it. */
  readonly perplexityPerWord: number
}

/** How a text was cut up to be scored. Sizes in tokens. */
export interface Windowing {
  readonly canvases: number
  readonly canvasTokens: number
  /** Fewest and most tokens before a canvas that it reads as context, canvases near the start of the text aside. */
  readonly contextTokens: readonly [number, number]
  /** Whether every canvas reads all of the text before it. */
  readonly whole: boolean
}

export interface TextScore {
  readonly tokens: number
  readonly words: number
  readonly bytes: number
  /** Upper bound of −log p. */
  readonly bound: Figures
  readonly standardErrors: Figures
  /** The exact −log p of the same tokens read left to right, with the same text before them; absent where the network has no such use. */
  readonly autoregressive?: Figures
  readonly windowing: Windowing
  readonly evaluations: number
}

export interface ScoreSettings {
  /** Masks drawn for each canvas, at least 2. */
  readonly evaluations: number
  readonly seed: number
}

export interface ScoreDependencies {
  readonly denoiser: Denoiser
  readonly tokenizer: Tokenizer
  readonly signal?: AbortSignal | undefined
  /** Share that is done, 0 … 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** Masks of one network call where a device takes several at once: enough to fill it, and soon stopped. */
const masksPerCall = 4

const noTokens = new Int32Array(0)

/** A text as a network is shown it. */
const asShown = (text: string): string => text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')

/**
 * An upper bound of −log p of a text under a time-free absorbing denoiser: by the chain rule over canvases of 64 tokens, each given the
 * text before it, and within a canvas by any order of revealing (SEDD.md, section 3; `anyOrderBound`). The same text, settings and
 * network give the same result on a CPU. Rejects with the signal's reason when it is aborted.
 *
 * @throws ScoringError `empty-text`; DenoiserError
 */
export async function scoreText(
  text: string,
  { evaluations, seed }: ScoreSettings,
  { denoiser, tokenizer, signal, onProgress }: ScoreDependencies
): Promise<TextScore> {
  const shown = asShown(text)
  const ids = tokenizer.encode(shown)
  const words = shown.match(/\S+/gu)?.length ?? 0
  if (ids.length === 0 || words === 0) throw new ScoringError('empty-text', 'There are no words to score.')
  const sizes = blockSizes(denoiser.info.window)
  const random = new Random(seed)
  const canvases: Estimate[] = []
  let leftToRight = 0
  const report = (inCanvas: number): void => onProgress?.((canvases.length + inCanvas) / canvasCount)
  const blocks = cutBlocks(ids.length, sizes)
  const canvasCount = blocks.reduce((sum, block) => sum + block.canvases.length, 0)
  for (const { contextStart, start, end, canvases: ranges } of blocks) {
    for (const range of ranges) {
      const draws = drawMasks(range.end - range.start, evaluations, random.derive(canvases.length))
      const context = ids.subarray(contextStart, range.start)
      canvases.push(
        await scoreCanvas(denoiser, context, ids.subarray(range.start, range.end), draws, report, signal)
      )
    }
    const reading = { ids: ids.subarray(contextStart, end), from: start - contextStart }
    const [read] = (await denoiser.leftToRight?.([reading], signal)) ?? []
    leftToRight -= read?.reduce((sum, value) => sum + value, 0) ?? 0
  }
  report(0)
  const bytes = new TextEncoder().encode(shown).length
  const counts = { tokens: ids.length, words, bytes }
  const mean = canvases.reduce((sum, estimate) => sum + estimate.mean, 0)
  const standardError = Math.hypot(...canvases.map((estimate) => estimate.standardError))
  const bound = figures(mean, counts)
  return {
    ...counts,
    bound,
    standardErrors: standardErrorsOf(standardError, bound, counts),
    ...(denoiser.leftToRight === undefined ? {} : { autoregressive: figures(leftToRight, counts) }),
    windowing: {
      canvases: canvases.length,
      canvasTokens: sizes.canvas,
      contextTokens: [sizes.context, sizes.context + sizes.block - sizes.canvas],
      whole: blocks.every(({ contextStart }) => contextStart === 0)
    },
    evaluations
  }
}

/** The bound of one canvas, in nats. */
async function scoreCanvas(
  denoiser: Denoiser,
  context: Int32Array,
  canvas: Int32Array,
  draws: readonly MaskDraw[],
  report: (done: number) => void,
  signal: AbortSignal | undefined
): Promise<Estimate> {
  const session = await denoiser.open(
    { contexts: [context, noTokens], canvases: [{ length: canvas.length, openLength: false }] },
    signal
  )
  try {
    const answers: Float64Array[] = []
    while (answers.length < draws.length) {
      signal?.throwIfAborted()
      report(answers.length / draws.length)
      const masks = draws.slice(answers.length, answers.length + masksPerCall).map(({ masked }) => masked)
      answers.push(...(await maskedLogProbabilities(session, canvas, masks, denoiser.info.maskId, signal)))
    }
    return anyOrderEstimate(canvas.length, draws, answers)
  } finally {
    await session.close()
  }
}

/** What the network gives the tokens hidden by each mask. */
async function maskedLogProbabilities(
  session: DenoiserSession,
  canvas: Int32Array,
  masks: readonly Int32Array[],
  maskId: number,
  signal: AbortSignal | undefined
): Promise<Float64Array[]> {
  const alternatives = masks.map((masked) => {
    const hidden = canvas.slice()
    for (const position of masked) hidden[position] = maskId
    return hidden
  })
  const targets = masks.map((masked) => masked.map((position) => canvas[position]!))
  // Time-free networks ignore the noise: the share of masks says all.
  const rows = await session.evaluate(
    { alternatives, positions: masks, targets, totalNoise: Math.LN2 },
    signal
  )
  return rows.map((candidates) => Float64Array.from(candidates, (each) => each.targetLogProbability!))
}

type Counts = Pick<TextScore, 'tokens' | 'words' | 'bytes'>

function figures(nats: number, { tokens, words, bytes }: Counts): Figures {
  return {
    natsPerToken: nats / tokens,
    bitsPerByte: nats / Math.LN2 / bytes,
    perplexityPerWord: Math.exp(nats / words)
  }
}

/** Of a perplexity, to first order. */
function standardErrorsOf(
  nats: number,
  { perplexityPerWord }: Figures,
  { tokens, words, bytes }: Counts
): Figures {
  return {
    natsPerToken: nats / tokens,
    bitsPerByte: nats / Math.LN2 / bytes,
    perplexityPerWord: (perplexityPerWord * nats) / words
  }
}
