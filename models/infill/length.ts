import type { Tokenizer } from '../tokenizer/tokenizer'
import { fixedSpan, type FillPlan, type PlannedCanvas } from './plan'

/** How many token positions a canvas gets. */
export interface CanvasLength {
  /** Positions, ≥ 1. */
  readonly length: number
  /** Positions before which PAD may not stand; equal to `length` where the length is fixed. */
  readonly minimum: number
}

/** Length of canvases whose length the network is asked for: a clause, a sentence, a paragraph. The longest is the longest it was trained on. */
const buckets = { clause: 16, sentence: 32, paragraph: 64 }
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

/** About as long as a canvas should be: as many words as were asked for, else about as long as its old text. Undefined: automatic. */
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

/**
 * The canvas on which the network is asked how long a gap should be. It was trained with at most 24 unused positions, so the canvas
 * itself narrows the choice: a gap that makes up a paragraph gets more room than one between sentences or within one.
 */
export function automaticBucket(plan: FillPlan, index: number): number {
  const { text } = plan.document
  const before = fixedSpan(plan, index)
  const after = fixedSpan(plan, index + 1)
  const left = text.slice(Math.max(before.start, before.end - 16), before.end).replace(/[^\S\r\n]+$/, '')
  const right = text.slice(after.start, after.start + 16).replace(/^[^\S\r\n]+/, '')
  const startsLine = left === '' || /[\r\n]$/.test(left)
  const endsLine = right === '' || /^[\r\n]/.test(right)
  if (startsLine && endsLine) return buckets.paragraph
  const startsSentence = startsLine || /[.!?…]["'”’)\]]*$/.test(left)
  const endsSentence = endsLine || /^["'“‘([]*[\p{Lu}\p{N}]/u.test(right)
  return startsSentence && endsSentence ? buckets.sentence : buckets.clause
}

/**
 * The length of a gap from one network call in which all its positions were hidden (MODEL.md, "Length by PAD"): PAD fills the tail of a
 * canvas, so P(PAD at j) is P(length ≤ j), a cumulative distribution, and a length is drawn from its middle half.
 *
 * @param padLogProbabilities log P(PAD at j) in nats, one for each position of the bucket.
 * @param uniform in [0, 1): which quantile.
 * @returns between `shortestGap` and the size of the bucket; three quarters of the bucket where the network hardly ever ends a gap.
 */
export function lengthFromPad(padLogProbabilities: readonly number[], uniform: number): number {
  const size = padLogProbabilities.length
  let largest = 0
  const cumulative = padLogProbabilities.map((value) => (largest = Math.max(largest, Math.exp(value))))
  const unreliable = largest < 0.1
  if (unreliable) return Math.max(shortestGap, Math.round((3 * size) / 4))
  const length = cumulative.findIndex((probability) => probability >= 0.25 + uniform / 2)
  return Math.min(size, Math.max(shortestGap, length < 0 ? size : length))
}
