import type { Tokenizer } from '../tokenizer/tokenizer'
import { fixedSpan, type FillPlan, type PlannedCanvas } from './plan'
import { nearbySentenceWords, usualSentenceWords } from './sentence-words'
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

/** What the length of a gap follows. */
export interface GapPlace {
  readonly kind: GapKind
  /** Mean words of the sentences around. */
  readonly sentenceWords: number
}

/**
 * How many tokens such gaps have in prose: the logarithm is on average `mean` + `exponent` · log(words / usual words), ± `spread`
 * (`python -m sedd_adaptation.gap_lengths` measures them on the training split). What the network says of the length by PAD was tried and made the guess
 * worse: models/training/EXPERIMENTS.md.
 */
const usualLengths: Readonly<
  Record<GapKind, { readonly mean: number; readonly exponent: number; readonly spread: number }>
> = {
  paragraph: { mean: 3.37, exponent: 0.44, spread: 0.69 },
  sentence: { mean: 2.96, exponent: 0.8, spread: 0.67 },
  opening: { mean: 2.55, exponent: 0.57, spread: 0.69 },
  closing: { mean: 2.62, exponent: 0.59, spread: 0.65 },
  middle: { mean: 1.65, exponent: 0.54, spread: 0.97 }
}

/**
 * Of the usual length, which half of the gaps exceed: what is too long is filled with chatter, and an error weighs by the length that was
 * meant. Relative error .63 in place of .69 (models/training/EXPERIMENTS.md).
 */
const restraint = 0.9
/** Words a sentence beyond which lengths follow no further: so short or long on average are only a few sentences, by chance. */
const fewestWords = 6
const mostWords = 40
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

/** Where a gap stands, and among what sentences. */
export function gapPlace(plan: FillPlan, index: number): GapPlace {
  const { text } = plan.document
  const { start, end } = plan.canvases[index]!
  const kind = gapKind(plan, index)
  const beginsInside = kind === 'opening' || kind === 'middle'
  return { kind, sentenceWords: nearbySentenceWords(text.slice(0, start), text.slice(end), beginsInside) }
}

/**
 * A length in tokens for a gap of which nothing is known but its place.
 *
 * @param uniform in [0, 1): where in the range of the wish.
 */
export function automaticLength(
  { kind, sentenceWords }: GapPlace,
  wish: LengthWish,
  uniform: number
): number {
  const { mean, exponent, spread } = usualLengths[kind]
  const deviations = wishes[wish] + strays * (2 * uniform - 1)
  const words = Math.min(mostWords, Math.max(fewestWords, sentenceWords))
  const usual = mean + exponent * Math.log(words / usualSentenceWords)
  const tokens = Math.round(restraint * Math.exp(usual + spread * deviations))
  return Math.min(longestGap, Math.max(shortestGap, tokens))
}
