import type { Tokenizer } from '../tokenizer/tokenizer'
import { fixedSpan, type FillPlan, type PlannedCanvas } from './plan'
import type { LengthWish } from './settings'

/** How many token positions a canvas gets. */
export interface CanvasLength {
  /** Positions, ≥ 1. */
  readonly length: number
  /** Positions before which PAD may not stand; equal to `length` where the length is fixed. */
  readonly minimum: number
}

/** Where a gap stands in its paragraph: all of it, a sentence of it, or the first words, the last words or others of a sentence. */
export type GapKind = 'paragraph' | 'sentence' | 'opening' | 'closing' | 'middle'

/**
 * How many tokens such gaps have in prose: mean and standard deviation of the logarithm (`python -m sedd_adaptation.gap_lengths` measures them
 * on the training split). What the network says of the length by PAD was tried and made the guess worse: models/training/EXPERIMENTS.md.
 */
const usualLengths: Readonly<Record<GapKind, { readonly mean: number; readonly spread: number }>> = {
  paragraph: { mean: 3.22, spread: 0.69 },
  sentence: { mean: 2.78, spread: 0.74 },
  opening: { mean: 2.44, spread: 0.73 },
  closing: { mean: 2.49, spread: 0.68 },
  middle: { mean: 1.53, spread: 1 }
}
/** Standard deviations from the mean that stand for a wish; half of the gaps are between the outer two. */
const wishes: Readonly<Record<LengthWish, number>> = { shorter: -0.67, automatic: 0, longer: 0.67 }
/** How far, in standard deviations, the length of a gap strays from there, so that two seeds need not give the same. */
const strays = 0.3
/** The longest that the network was trained on. */
const longestGap = 64
const shortestGap = 2
/** For English prose with SmolLM2's vocabulary; used where there is too little text to measure. */
const usualTokensPerWord = 1.3
const leastWordsToMeasure = 40
const nearbyCharacters = 400

/** Tokens a word takes in a text, its spaces and punctuation included. */
export function measureTokensPerWord(tokenizer: Tokenizer, sample: string): number {
  const words = sample.match(/\S+/g)?.length ?? 0
  if (words < leastWordsToMeasure) return usualTokensPerWord
  return Math.min(3, Math.max(1, tokenizer.encode(sample).length / words))
}

/** Up to 400 characters on each side of a canvas. */
export function nearbyText({ document: { text } }: FillPlan, { start, end }: PlannedCanvas): string {
  return `${text.slice(Math.max(0, start - nearbyCharacters), start)} ${text.slice(end, end + nearbyCharacters)}`
}

/** The old text of a canvas as the network sees it: with the leading space it owns. */
export function coreTokens(
  { document: { text } }: FillPlan,
  { start, end, seams }: PlannedCanvas,
  tokenizer: Tokenizer
): Int32Array {
  return tokenizer.encode(`${seams.ownsSpace ? ' ' : ''}${text.slice(start, end).replace(/\r\n?/g, '\n')}`)
}

/** A length around `tokens` within which the network, or the end of a sentence, may choose. */
export function around(tokens: number): CanvasLength {
  return { length: tokens + Math.round(tokens / 8), minimum: Math.max(1, tokens - Math.round(tokens / 4)) }
}

/** About as long as a canvas should be: as many words as were asked for, else about as long as its old text. Undefined: nothing is known of it. */
export function wantedLength(
  plan: FillPlan,
  canvas: PlannedCanvas,
  tokenizer: Tokenizer
): CanvasLength | undefined {
  if (canvas.words !== undefined) {
    return around(
      Math.max(1, Math.round(canvas.words * measureTokensPerWord(tokenizer, nearbyText(plan, canvas))))
    )
  }
  if (canvas.start === canvas.end) return undefined
  return around(Math.max(1, coreTokens(plan, canvas, tokenizer).length))
}

/** Where a gap stands, by the text on both sides of it. */
export function gapKind(plan: FillPlan, index: number): GapKind {
  const { text } = plan.document
  const before = fixedSpan(plan, index)
  const after = fixedSpan(plan, index + 1)
  const left = text.slice(Math.max(before.start, before.end - 16), before.end).replace(/[^\S\r\n]+$/, '')
  const right = text.slice(after.start, after.start + 16).replace(/^[^\S\r\n]+/, '')
  const startsLine = left === '' || /[\r\n]$/.test(left)
  const endsLine = right === '' || /^[\r\n]/.test(right)
  if (startsLine && endsLine) return 'paragraph'
  const startsSentence = startsLine || /[.!?…]["'”’)\]]*$/.test(left)
  const endsSentence = endsLine || /^["'“‘([]*[\p{Lu}\p{N}]/u.test(right)
  if (startsSentence) return endsSentence ? 'sentence' : 'opening'
  return endsSentence ? 'closing' : 'middle'
}

/**
 * A length in tokens for a gap of which nothing is known but where it stands.
 *
 * @param uniform in [0, 1): where in the range of the wish.
 */
export function automaticLength(kind: GapKind, wish: LengthWish, uniform: number): number {
  const { mean, spread } = usualLengths[kind]
  const deviations = wishes[wish] + strays * (2 * uniform - 1)
  const tokens = Math.round(Math.exp(mean + spread * deviations))
  return Math.min(longestGap, Math.max(shortestGap, tokens))
}
