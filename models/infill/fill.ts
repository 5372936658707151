import type { Denoiser } from '../architectures/denoiser'
import { Random } from '../diffusion/random'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { chooseLengths } from './choose-lengths'
import type { MarkedDocument } from './document'
import { hiddenContent, toProposal, type Draft } from './draft'
import type { FillContext } from './fill-context'
import { fillWindow, keepsOldTokens } from './fill-window'
import { around, automaticBucket, coreTokens, wantedLength, type CanvasLength } from './length'
import { planFill } from './plan'
import type { FillProgress, FillResult } from './proposal'
import { regionCells } from './region-output'
import type { FillSettings } from './settings'
import { createTokenTraits } from './token-traits'
import { canvasesOf, groupCanvases, layOut, textBefore, type FillWindow } from './windows'

export interface FillDependencies {
  readonly denoiser: Denoiser
  readonly tokenizer: Tokenizer
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  readonly signal?: AbortSignal | undefined
  /** After each network call. */
  readonly onProgress?: ((progress: FillProgress) => void) | undefined
}

/** Words that may stand nearly everywhere, for positions where nothing the network offers may. */
const fallbackWords = [' and', ' the', 'and', 'the', 'a']

/**
 * Fills all regions of a document. The same document, settings and network give the same result.
 *
 * @throws FillError for a document that cannot be filled (see `planFill`, `groupCanvases`), `cancelled` or `network-failed`.
 */
export async function fill(
  document: MarkedDocument,
  settings: FillSettings,
  { denoiser, tokenizer, now, signal, onProgress }: FillDependencies
): Promise<FillResult> {
  const started = now()
  const context: FillContext = {
    plan: planFill(document),
    settings,
    denoiser,
    tokenizer,
    vocabulary: {
      maskId: denoiser.info.maskId,
      padId: denoiser.info.padId,
      traitsOf: createTokenTraits(tokenizer),
      fallbacks: fallbackWords.flatMap((word) => Array.from(tokenizer.encode(word)))
    },
    random: new Random(settings.seed),
    signal
  }
  const lengths = context.plan.canvases.map((_, canvas) => settledLength(context, canvas))
  const sizes = lengths.map((length, canvas) => length ?? bucketOf(context, canvas))
  const windows = groupCanvases(context.plan, sizes, tokenizer, denoiser.info.window)
  const plannedCalls = boundCalls(settings, windows, lengths, sizes)
  const drafts = Array.from({ length: settings.alternatives }, (_, index): Draft => ({
    index,
    contents: sizes.map(({ length }) => hiddenContent(length, denoiser.info.maskId)),
    texts: [],
    judgements: []
  }))
  let networkCalls = 0
  const onCall = (): void => {
    networkCalls++
    onProgress?.(progressOf(context, drafts[0]!, networkCalls, plannedCalls))
  }
  for (const window of windows) {
    const open = canvasesOf(window).filter((canvas) => lengths[canvas] === undefined)
    if (open.length > 0) {
      const before = textBefore(context.plan, window.first, drafts[0]!.texts)
      const layout = layOut(context.plan, window, sizes, before, tokenizer, denoiser.info.window)
      const chosen = await chooseLengths(
        context,
        layout,
        canvasesOf(window).map((canvas) =>
          lengths[canvas] === undefined ? context.random.derive(`length ${canvas}`).uniform() : undefined
        )
      )
      for (const canvas of open) {
        const wanted = around(chosen[canvas - window.first]!)
        const length = Math.min(wanted.length, sizes[canvas]!.length)
        sizes[canvas] = { length, minimum: wanted.minimum }
        for (const draft of drafts) draft.contents[canvas] = hiddenContent(length, denoiser.info.maskId)
      }
      onCall()
    }
    for (const [before, sharing] of groupByContext(context, window, drafts)) {
      await fillWindow(context, window, sizes, before, sharing, onCall)
    }
  }
  return {
    alternatives: drafts
      .map((draft) => toProposal(context, draft))
      .sort((left, right) => right.score - left.score),
    steps: settings.steps,
    networkCalls,
    milliseconds: now() - started,
    seed: settings.seed,
    model: denoiser.info.name,
    device: denoiser.info.device
  }
}

/** Undefined: the network is to be asked. */
function settledLength(context: FillContext, canvas: number): CanvasLength | undefined {
  const { plan, tokenizer } = context
  if (!keepsOldTokens(context, canvas)) return wantedLength(plan, plan.canvases[canvas]!, tokenizer)
  const length = Math.max(1, coreTokens(plan, plan.canvases[canvas]!, tokenizer).length)
  return { length, minimum: length }
}

/** Its minimum leaves the length open to the network. */
function bucketOf({ plan }: FillContext, canvas: number): CanvasLength {
  return { length: automaticBucket(plan, canvas), minimum: 1 }
}

/** The most network calls that a fill can take. */
function boundCalls(
  settings: FillSettings,
  windows: readonly FillWindow[],
  lengths: readonly (CanvasLength | undefined)[],
  sizes: readonly CanvasLength[]
): number {
  return windows.reduce((sum, window, index) => {
    const canvases = canvasesOf(window)
    const asking = canvases.some((canvas) => lengths[canvas] === undefined) ? 1 : 0
    const masks = canvases.reduce((total, canvas) => total + sizes[canvas]!.length, 0)
    // Behind the first window, alternatives may each have their own context.
    return sum + asking + Math.min(settings.steps, masks) * (index === 0 ? 1 : settings.alternatives)
  }, 0)
}

/** Drafts that read the same text before a window share it; they differ where it follows what they wrote before. */
function groupByContext(
  context: FillContext,
  window: FillWindow,
  drafts: readonly Draft[]
): Map<string, Draft[]> {
  const groups = new Map<string, Draft[]>()
  for (const draft of drafts) {
    const before = textBefore(context.plan, window.first, draft.texts)
    groups.set(before, [...(groups.get(before) ?? []), draft])
  }
  return groups
}

function progressOf(
  { plan, tokenizer, vocabulary: { maskId } }: FillContext,
  { contents }: Draft,
  networkCalls: number,
  plannedCalls: number
): FillProgress {
  const masks = contents.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const hidden = contents.reduce(
    (sum, { tokens }) => sum + tokens.filter((token) => token === maskId).length,
    0
  )
  const preview = regionCells(plan, contents, tokenizer, maskId)
  return { networkCalls, plannedCalls, revealed: masks - hidden, masks, preview }
}
