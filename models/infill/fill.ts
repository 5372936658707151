import type { Denoiser } from '../architectures/denoiser'
import { Random } from '../diffusion/random'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { WordList } from '../words/word-list'
import { decodingWeights, type DecodingWeights } from './decoding-weights'
import type { MarkedDocument } from './document'
import { hiddenContent, toProposal, type Draft } from './draft'
import type { FillContext } from './fill-context'
import { fillWindow, keepsOldTokens } from './fill-window'
import { around, automaticLength, coreTokens, gapPlace, wantedLength, type CanvasLength } from './length'
import { callNetwork } from './network-call'
import { planFill } from './plan'
import { boundPolishCalls } from './polish'
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
  /** The words of the writer's language: what is written in several tokens is one of them, or stands in the text around. Absent: any letters. */
  readonly words?: WordList | undefined
  /** Words that the writer has taken up, which count as those of the list. */
  readonly ownWords?: readonly string[] | undefined
  /** To measure others than the usual ones. */
  readonly weights?: DecodingWeights | undefined
  /** After each network call. */
  readonly onProgress?: ((progress: FillProgress) => void) | undefined
}

/** Words that may stand nearly everywhere, for positions where nothing the network offers may. */
const fallbackWords = [' and', ' the', 'and', 'the', 'a']

/**
 * Fills all regions of a document. The same document, settings, words and network give the same result.
 *
 * @throws FillError for a document that cannot be filled (see `planFill`, `groupCanvases`), `cancelled` or `network-failed`.
 */
export async function fill(
  document: MarkedDocument,
  settings: FillSettings,
  dependencies: FillDependencies
): Promise<FillResult> {
  const { denoiser, now, onProgress } = dependencies
  const started = now()
  const context = contextOf(document, settings, dependencies)
  const { lengths, windows } = planWindows(context)
  const plannedCalls = boundCalls(context, windows, lengths)
  const drafts = Array.from({ length: settings.alternatives }, (_, index): Draft => ({
    index,
    contents: lengths.map(({ length }) => hiddenContent(length, denoiser.info.maskId)),
    texts: [],
    judgements: []
  }))
  let networkCalls = 0
  const onCall = (): void => {
    networkCalls++
    onProgress?.(progressOf(context, drafts[0]!, networkCalls, plannedCalls))
  }
  for (const window of windows) {
    for (const [before, sharing] of groupByContext(context, window, drafts)) {
      await fillWindow(context, window, lengths, before, sharing, onCall)
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

/**
 * Reads the text around the first regions of a document, as far as the network remembers what it reads: a fill of the same document with the same
 * settings that comes next does not read it again. What the windows behind the first are to read is known when that one is filled.
 *
 * @throws FillError as `fill`.
 */
export async function readAhead(
  document: MarkedDocument,
  settings: FillSettings,
  dependencies: Pick<FillDependencies, 'denoiser' | 'tokenizer' | 'signal'>
): Promise<void> {
  const { denoiser, tokenizer, signal } = dependencies
  const context = contextOf(document, settings, dependencies)
  const { lengths, windows } = planWindows(context)
  const { plan } = context
  const [window] = windows
  if (window === undefined) return
  const before = textBefore(plan, window.first, [])
  const layout = layOut(plan, window, lengths, before, tokenizer, denoiser.info.window)
  const session = await callNetwork(signal, () => denoiser.open(layout, signal))
  await session.close()
}

function contextOf(
  document: MarkedDocument,
  settings: FillSettings,
  {
    denoiser,
    tokenizer,
    words,
    ownWords = [],
    signal,
    weights = decodingWeights
  }: Omit<FillDependencies, 'now' | 'onProgress'>
): FillContext {
  return {
    plan: planFill(document),
    settings,
    weights,
    denoiser,
    tokenizer,
    words,
    ownWords,
    vocabulary: {
      maskId: denoiser.info.maskId,
      padId: denoiser.info.padId,
      traitsOf: createTokenTraits(tokenizer),
      fallbacks: fallbackWords.flatMap((word) => Array.from(tokenizer.encode(word)))
    },
    random: new Random(settings.seed),
    signal
  }
}

function planWindows(context: FillContext): {
  readonly lengths: readonly CanvasLength[]
  readonly windows: readonly FillWindow[]
} {
  const { plan, tokenizer, denoiser } = context
  const lengths = plan.canvases.map((_, canvas) => lengthOf(context, canvas))
  return { lengths, windows: groupCanvases(plan, lengths, tokenizer, denoiser.info.window) }
}

function lengthOf(context: FillContext, canvas: number): CanvasLength {
  const { plan, tokenizer, settings, random } = context
  const planned = plan.canvases[canvas]!
  if (keepsOldTokens(context, canvas)) {
    const length = Math.max(1, coreTokens(plan, planned, tokenizer).length)
    return { length, minimum: length }
  }
  return (
    wantedLength(plan, planned, tokenizer) ??
    around(
      automaticLength(gapPlace(plan, canvas), settings.length, random.derive(`length ${canvas}`).uniform())
    )
  )
}

/** The most network calls that a fill can take. */
function boundCalls(
  context: FillContext,
  windows: readonly FillWindow[],
  lengths: readonly CanvasLength[]
): number {
  const { steps, alternatives, strength, polish } = context.settings
  const tokensOf = (canvases: readonly number[]): number =>
    canvases.reduce((total, canvas) => total + lengths[canvas]!.length, 0)
  return windows.reduce((sum, window, index) => {
    const canvases = canvasesOf(window)
    const drawn = canvases.filter((canvas) => strength > 0 || !keepsOldTokens(context, canvas))
    // Behind the first window, alternatives may each have their own context.
    const calls = Math.min(steps, tokensOf(drawn)) * (index === 0 ? 1 : alternatives)
    return sum + calls + alternatives * boundPolishCalls(tokensOf(canvases), polish, steps)
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
