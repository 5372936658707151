import type { DenoiserSession, WindowLayout } from '../architectures/denoiser'
import { createOrder } from '../diffusion/order'
import { logLinearNoise } from '../diffusion/noise'
import type { Random } from '../diffusion/random'
import { Alternative } from './alternative'
import type { CanvasSlot } from './canvas-slot'
import type { FillContext } from './fill-context'
import { judgeWindow, type Judgement } from './judge'
import type { EndingsReader } from './endings-reader'
import { callNetwork } from './network-call'
import { hiddenToken, wholeCharacterGroups } from './old-tokens'
import type { CanvasContent } from './region-output'
import { sampleWindow } from './sample-window'

/** Share of the words that is drawn anew in one round: few enough that the rest still says what belongs there. */
const roundShare = 1 / 8

/** To ask how likely words are, they are hidden in so many turns, so that each is seen beside its neighbours on both sides. */
const turns = 4

/** A window whose canvases are all revealed. */
export interface FilledWindow {
  readonly layout: WindowLayout
  readonly session: DenoiserSession
  readonly reader: EndingsReader | undefined
  readonly slots: readonly CanvasSlot[]
}

/** What stands in the canvases of a window, and how likely that is. */
export interface JudgedContents {
  readonly contents: readonly CanvasContent[]
  readonly judgement: Judgement
}

/** Tokens that are hidden in one round, of so many. */
const hiddenInRound = (tokens: number): number => Math.max(1, Math.ceil(tokens * roundShare))

/** The most network calls that polishing so many tokens can take. */
export function boundPolishCalls(tokens: number, rounds: number, steps: number): number {
  return rounds * (1 + Math.min(steps, hiddenInRound(tokens)))
}

/**
 * Hides the least likely words of a filled window and draws them anew, a few at a time, in at most `settings.polish` rounds. What was drawn
 * stays only where a round makes the whole likelier by `judgeWindow`, the measure by which proposals are ranked; else the next round
 * takes the next words. No canvas changes its length.
 *
 * @param random of these contents alone.
 * @param onCall after each network call.
 * @throws FillError `cancelled` or `network-failed`.
 */
export async function polishWindow(
  context: FillContext,
  window: FilledWindow,
  filled: JudgedContents,
  random: Random,
  onCall: () => void
): Promise<JudgedContents> {
  let best = filled
  let untried: Word[] | undefined
  for (let round = 0; round < context.settings.polish; round++) {
    untried ??= await wordsByLikelihood(context, window, best.contents, onCall)
    const words = takeWords(untried, hiddenInRound(sizeOf(best.contents)))
    if (words.length === 0) break
    const contents = await drawAnew(context, window, best.contents, words, random.derive(round), onCall)
    const [judgement] = await judgeWindow(context.denoiser, window.layout, [contents], context.signal)
    if (!isLikelier(judgement!, best.judgement)) continue
    best = { contents, judgement: judgement! }
    untried = undefined
  }
  return best
}

/** The tokens of a character, or of several that share tokens: they are hidden together. */
interface Word {
  /** Flat positions: all canvases one after the other, each at its full length. */
  readonly positions: readonly number[]
  /** Mean log-probability of its tokens, nats, given the words on both sides. */
  readonly logProbability: number
}

const sizeOf = (contents: readonly CanvasContent[]): number =>
  contents.reduce((sum, { tokens }) => sum + tokens.length, 0)

const isLikelier = (one: Judgement, other: Judgement): boolean =>
  one.logProbability / one.tokens > other.logProbability / other.tokens

/** What the network is shown of filled canvases: PAD behind their ends. */
function canvasOf(
  { slots }: FilledWindow,
  contents: readonly CanvasContent[],
  padId: number
): { readonly tokens: Int32Array; readonly starts: readonly number[] } {
  const starts: number[] = []
  const tokens = new Int32Array(slots.reduce((sum, { length }) => sum + length, 0)).fill(padId)
  let start = 0
  slots.forEach(({ length }, index) => {
    starts.push(start)
    tokens.set(contents[index]!.tokens, start)
    start += length
  })
  return { tokens, starts }
}

/** All words, the least likely first. */
async function wordsByLikelihood(
  { denoiser, tokenizer, vocabulary, signal }: FillContext,
  window: FilledWindow,
  contents: readonly CanvasContent[],
  onCall: () => void
): Promise<Word[]> {
  const { tokens, starts } = canvasOf(window, contents, vocabulary.padId)
  const groups = contents.flatMap((content, index) =>
    wholeCharacterGroups(content.tokens, tokenizer).map((group) =>
      group.map((position) => starts[index]! + position)
    )
  )
  const asked = Array.from({ length: Math.min(turns, groups.length) }, (_, turn) =>
    groups.filter((_, index) => index % turns === turn)
  )
  const positions = asked.map((own) => Int32Array.from(own.flat()))
  const answers = await callNetwork(signal, () =>
    window.session.evaluate(
      {
        alternatives: positions.map((hidden) => {
          const shown = tokens.slice()
          for (const position of hidden) shown[position] = denoiser.info.maskId
          return shown
        }),
        positions,
        totalNoise: logLinearNoise().total(1 / turns),
        targets: positions.map((hidden) => hidden.map((position) => tokens[position]!))
      },
      signal
    )
  )
  onCall()
  const logProbabilities = new Map(
    answers.flat().map(({ position, targetLogProbability }) => [position, targetLogProbability ?? 0])
  )
  return groups
    .map((group) => ({
      positions: group,
      logProbability: group.reduce((sum, position) => sum + logProbabilities.get(position)!, 0) / group.length
    }))
    .sort((left, right) => left.logProbability - right.logProbability)
}

/** Takes words from the front, one at least, as long as they are no more tokens than wanted. */
function takeWords(words: Word[], wanted: number): Word[] {
  const taken: Word[] = []
  let tokens = 0
  while (words.length > 0 && (taken.length === 0 || tokens + words[0]!.positions.length <= wanted)) {
    const word = words.shift()!
    taken.push(word)
    tokens += word.positions.length
  }
  return taken
}

/** The contents with some words drawn anew, a network call a token where the steps allow it. */
async function drawAnew(
  { settings, weights, vocabulary, signal }: FillContext,
  window: FilledWindow,
  contents: readonly CanvasContent[],
  words: readonly Word[],
  random: Random,
  onCall: () => void
): Promise<CanvasContent[]> {
  const { tokens, starts } = canvasOf(window, contents, vocabulary.padId)
  const hidden = new Set(words.flatMap(({ positions }) => positions))
  for (const position of hidden) tokens[position] = hiddenToken
  const slots = window.slots.map((slot, index) => ({
    ...slot,
    // As long as it is now: no end may be drawn.
    minimum: slot.length,
    tokens: tokens.slice(starts[index], starts[index]! + slot.length)
  }))
  const alternative = new Alternative(slots, vocabulary, settings, random.derive('tokens'))
  const steps = Math.min(settings.steps, hiddenInRound(sizeOf(contents)), hidden.size)
  const order = createOrder(settings.order, {
    steps,
    masks: hidden.size,
    random: random.derive('order'),
    ...weights
  })
  await sampleWindow(window.session, window.reader, [{ alternative, order }], steps, signal, onCall)
  return contents.map((old, index) => {
    const drawn = alternative.content(index)
    const isDrawn = (position: number): boolean => hidden.has(starts[index]! + position)
    return {
      tokens: drawn.tokens,
      logProbabilities: old.logProbabilities.map((value, position) =>
        isDrawn(position) ? drawn.logProbabilities[position]! : value
      ),
      drawnFrom: Array.from(old.tokens, (_, position) =>
        isDrawn(position) ? drawn.drawnFrom[position] : old.drawnFrom[position]
      )
    }
  })
}
