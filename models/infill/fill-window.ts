import { createOrder } from '../diffusion/order'
import type { Random } from '../diffusion/random'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { Alternative } from './alternative'
import type { CanvasSlot } from './canvas-slot'
import type { Draft } from './draft'
import { EndingsReader } from './endings-reader'
import type { FillContext } from './fill-context'
import { judgeWindow } from './judge'
import { coreTokens, type CanvasLength } from './length'
import { callNetwork } from './network-call'
import { hideShare } from './old-tokens'
import { polishWindow } from './polish'
import { sampleWindow } from './sample-window'
import { Spelling } from './spelling'
import { canvasesOf, layOut, type FillWindow } from './windows'

/** Whether a canvas begins with a share of its old tokens: at a strength below 1, unless another length was asked for. */
export function keepsOldTokens({ plan, settings }: FillContext, canvas: number): boolean {
  const { start, end, words } = plan.canvases[canvas]!
  return settings.strength < 1 && start < end && words === undefined
}

function slotOf(
  context: FillContext,
  canvas: number,
  { length, minimum }: CanvasLength,
  next: number | undefined,
  random: Random
): CanvasSlot {
  const { seams, lineBreaks } = context.plan.canvases[canvas]!
  const slot = { length, minimum, seams, lineBreaks, next }
  if (!keepsOldTokens(context, canvas)) return slot
  const { plan, tokenizer, settings } = context
  const tokens = coreTokens(plan, plan.canvases[canvas]!, tokenizer)
  return {
    ...slot,
    tokens: hideShare(tokens, settings.strength, tokenizer, random.derive(`strength ${canvas}`))
  }
}

/** Text of tokens that may begin or end inside a character. */
const looseText = (tokens: Int32Array, tokenizer: Tokenizer): string =>
  Buffer.concat(Array.from(tokens, (token) => tokenizer.tokenBytes(token))).toString()

/**
 * Fills one window for drafts that read the same text before it: one session, and each network call serves them all.
 *
 * @param lengths of all canvases of the plan.
 * @param before from `textBefore`.
 * @param onCall after each network call, when the drafts' contents are up to date.
 * @throws FillError `cancelled` or `network-failed`.
 */
export async function fillWindow(
  context: FillContext,
  window: FillWindow,
  lengths: readonly CanvasLength[],
  before: string,
  drafts: readonly Draft[],
  onCall: () => void
): Promise<void> {
  const { plan, settings, weights, denoiser, tokenizer, words, ownWords, signal } = context
  const canvases = canvasesOf(window)
  const layout = layOut(plan, window, lengths, before, tokenizer, denoiser.info.window)
  const around = layout.contexts.map((tokens) => looseText(tokens, tokenizer)).join('\n')
  const vocabulary = { ...context.vocabulary, spelling: words && Spelling.of(words, around, ownWords) }
  // Streams are named, so an alternative does not depend on how many others there are, nor a window on the ones before.
  const streams = drafts.map(({ index }) =>
    context.random.derive(`alternative ${index}`).derive(`window ${window.first}`)
  )
  const slots = streams.map((stream) =>
    canvases.map((canvas, index) =>
      slotOf(context, canvas, lengths[canvas]!, layout.contexts[index + 1]![0], stream)
    )
  )
  const alternatives = streams.map(
    (stream, index) => new Alternative(slots[index]!, vocabulary, settings, stream.derive('tokens'))
  )
  const masks = Math.max(...alternatives.map((alternative) => alternative.hidden().length))
  // None is hidden where old words are only to be polished.
  const steps = Math.max(1, Math.min(settings.steps, masks))
  const samplers = alternatives.map((alternative, index) => ({
    alternative,
    order: createOrder(settings.order, {
      steps,
      masks,
      random: streams[index]!.derive('order'),
      ...weights
    })
  }))
  const updateDrafts = (): void => {
    drafts.forEach((draft, index) => {
      canvases.forEach((canvas, slot) => (draft.contents[canvas] = alternatives[index]!.content(slot)))
    })
  }
  const session = await callNetwork(signal, () => denoiser.open(layout, signal))
  try {
    const reader = EndingsReader.of(denoiser, layout, signal)
    await sampleWindow(session, reader, samplers, steps, signal, () => {
      updateDrafts()
      onCall()
    })
    updateDrafts()
    const filled = drafts.map((draft) => canvases.map((canvas) => draft.contents[canvas]!))
    const judgements = await judgeWindow(denoiser, layout, filled, signal)
    for (const [index, draft] of drafts.entries()) {
      const { contents, judgement } = await polishWindow(
        { ...context, vocabulary },
        { layout, session, reader, slots: slots[index]! },
        { contents: filled[index]!, judgement: judgements[index]! },
        streams[index]!.derive('polish'),
        onCall
      )
      canvases.forEach((canvas, slot) => (draft.contents[canvas] = contents[slot]!))
      draft.texts.push(...contents.map(({ tokens }) => tokenizer.decode(tokens)))
      draft.judgements.push(judgement)
    }
  } finally {
    await session.close()
  }
}
