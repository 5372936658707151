import type { FillRequest, InferenceStatus } from '../../main/ipc/contract'
import { clip, isGap } from '../editor/spans'
import type { Range } from '../editor/text-change'

export type Timing = Extract<InferenceStatus, { state: 'ready' }>['timing']

/** The size of a fill in tokens. */
export interface FillSize {
  /** Tokens the model writes. */
  readonly masks: number
  /** Tokens of all regions, the locked ones too. */
  readonly canvas: number
  /** Tokens read around the regions. */
  readonly context: number
}

/** English prose under a byte-pair vocabulary of about 50 000 entries. */
const charactersPerToken = 4.4
const tokensPerWord = 1.3

/** Words that are assumed for a gap of automatic length, and where nothing is marked yet. */
const usualWords = 20

const tokens = (characters: number): number => Math.ceil(characters / charactersPerToken)

/** The size of filling `regions`; with none, of a gap of the usual length. `length` of the document in characters, `window` in tokens. */
export function fillSize(
  regions: readonly (Range & { readonly words?: number | undefined })[],
  locks: readonly Range[],
  length: number,
  window: number
): FillSize {
  const wanted = regions.length === 0 ? [{ start: 0, end: 0 }] : regions
  let masks = 0
  let canvas = 0
  for (const region of wanted) {
    const characters = region.end - region.start
    const locked = clip(locks, region).reduce((sum, lock) => sum + lock.end - lock.start, 0)
    const asked = region.words ?? (isGap(region) ? usualWords : undefined)
    const free = asked === undefined ? tokens(characters - locked) : Math.ceil(asked * tokensPerWord)
    masks += free
    canvas += free + tokens(locked)
  }
  const covered = regions.reduce((sum, region) => sum + region.end - region.start, 0)
  return { masks, canvas, context: Math.min(Math.max(0, window - canvas), tokens(length - covered)) }
}

/** What each further alternative adds to a call that serves all of them, as a share of the first: measured, 39 ms for four where one takes 20. */
const furtherAlternative = 0.3

/** Tokens that a call asks about besides those it was told since the one before. */
const askedTokens = 4

/** Tokens that are read from left to right besides the new words of an alternative: ends that it could have, and what stands behind it. */
const readBehind = 96

/** The settings of a fill that its time depends on. */
export type Care = Pick<FillRequest['settings'], 'steps' | 'alternatives' | 'polish'>

/** Share of the words that a round of polishing draws anew (models/infill/polish.ts), after a call that looks for them. */
const polishedShare = 1 / 8

/**
 * Milliseconds a fill is expected to take: the context is read once, a first call sees the canvases whole, each other one what has changed since and
 * what it asks about, and at last the left-to-right model reads each alternative. No more calls than masks are made.
 */
export function expectedMilliseconds(
  size: FillSize,
  { steps, alternatives, polish }: Care,
  timing: Timing
): number {
  const calls = Math.max(1, Math.min(steps, size.masks))
  const whole = timing.callFixed + timing.callToken * size.canvas
  const part = Math.min(size.canvas, size.masks / calls + askedTokens)
  const further = timing.callFixed + timing.callToken * part
  const read = timing.callFixed + timing.contextToken * (size.masks + readBehind)
  const polishing = polish * (1 + Math.min(steps, Math.ceil(size.masks * polishedShare)))
  return (
    size.context * timing.contextToken +
    whole +
    (calls - 1) * further * (1 + furtherAlternative * (alternatives - 1)) +
    alternatives * ((1 + polish) * read + polishing * whole)
  )
}

/**
 * How many times as long as expected a fill took: the timing was measured on an idle machine and a short text. What follows on the same machine
 * is likely to take as many times as long.
 */
export function paceOf(
  { text, marks, settings }: Pick<FillRequest, 'text' | 'marks'> & { readonly settings: Care },
  milliseconds: number,
  { window, timing }: Extract<InferenceStatus, { state: 'ready' }>
): number {
  const size = fillSize(marks.regions, marks.locks, text.length, window)
  const expected = expectedMilliseconds(size, settings, timing)
  return expected > 0 ? milliseconds / expected : 1
}

/** How many words are chosen in one step, which is what makes few steps rough: `1`, `≈ 1.3`, `≈ 12`. */
export function wordsAStep({ masks }: FillSize, steps: number): string {
  const words = masks / tokensPerWord / steps
  if (words < 1.05) return '1'
  return `≈ ${words < 9.95 ? words.toFixed(1) : Math.round(words)}`
}

/** `≈ 0.9 s`, `≈ 12 s`, `≈ 3 min`. */
export function formatExpected(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 0.1) return '< 0.1 s'
  if (seconds < 9.95) return `≈ ${seconds.toFixed(1)} s`
  if (seconds < 59.5) return `≈ ${Math.round(seconds)} s`
  return `≈ ${Math.round(seconds / 60)} min`
}
