import type { WindowLayout } from '../architectures/denoiser'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { FillError } from './fill-error'
import type { CanvasLength } from './length'
import { fixedSpan, type FillPlan } from './plan'

/** Consecutive canvases that the network fills together, with the fixed text between them as tokens. */
export interface FillWindow {
  /** Index of the first canvas in the plan. */
  readonly first: number
  /** One more than canvases minus one: what stands between them. */
  readonly between: readonly Int32Array[]
}

/**
 * Tokens of context around the canvases of a window, both sides together. The bundled network was trained on contexts of 300 to 450
 * tokens, and the cost of reading them must not grow with the document.
 */
const contextTokens = 512
/** The left side's share; what one side does not need goes to the other. */
const leftShare = 5 / 8
/** A window without at least this much room for context is not worth filling. */
const leastContextTokens = 32
/** Canvases with more fixed text than this between them have little to tell each other: they get windows of their own. */
const farApartTokens = 256
/** More characters than a token of prose has on average, so that a slice of the text holds enough tokens. */
const charactersPerToken = 6

/** Indices of the canvases of a window in its plan. */
export function canvasesOf({ first, between }: FillWindow): number[] {
  return Array.from({ length: between.length + 1 }, (_, index) => first + index)
}

const normaliseLineBreaks = (text: string): string => text.replace(/\r\n?/g, '\n')

/** The first `characters` of fixed text k as the network sees it, cut where a word ends. A suffix owns its leading space. */
function headOfFixed(plan: FillPlan, index: number, characters: number): string {
  const { start, end } = fixedSpan(plan, index)
  const previous = plan.canvases[index - 1]
  const prefix = previous?.seams.addsSpace === true ? ' ' : ''
  if (end - start <= characters) return prefix + wholeFixed(plan, index)
  const slice = plan.document.text.slice(start, start + characters)
  return (
    prefix + normaliseLineBreaks(/^.*\S(?=\s)/su.exec(slice)?.[0] ?? slice.replace(/[\ud800-\udbff]$/, ''))
  )
}

/** The last `characters` of fixed text k as the network sees it, cut where a word begins, without the space the next canvas owns. */
function tailOfFixed(plan: FillPlan, index: number, characters: number): string {
  const { start, end } = fixedSpan(plan, index)
  if (end - start <= characters) return wholeFixed(plan, index)
  const trimmedEnd = plan.canvases[index]?.seams.ownsSpace === true ? end - 1 : end
  const slice = plan.document.text.slice(trimmedEnd - characters, trimmedEnd)
  const wordStart = slice.search(/\s\S/u)
  return normaliseLineBreaks(wordStart < 0 ? slice.replace(/^[\udc00-\udfff]/, '') : slice.slice(wordStart))
}

/** Fixed text k without a byte-order mark and without the space that the canvas behind it owns. */
function wholeFixed(plan: FillPlan, index: number): string {
  const { start, end } = fixedSpan(plan, index)
  const trimmedEnd = plan.canvases[index]?.seams.ownsSpace === true ? end - 1 : end
  return normaliseLineBreaks(plan.document.text.slice(start, trimmedEnd)).replace(
    index === 0 ? /^\ufeff/ : '',
    ''
  )
}

function betweenTokens(plan: FillPlan, index: number, tokenizer: Tokenizer): Int32Array | undefined {
  const { start, end } = fixedSpan(plan, index)
  const longest = farApartTokens * charactersPerToken
  if (end - start > longest) return undefined
  const tokens = tokenizer.encode(headOfFixed(plan, index, longest))
  return tokens.length > farApartTokens ? undefined : tokens
}

/**
 * Which canvases share a window: neighbours that are close, as long as they and some context fit into the network's window. The windows
 * are filled one after the other.
 *
 * @param window longest window of the network in tokens, beginning-of-text included.
 * @throws FillError `region-too-long` when a canvas alone does not fit.
 */
export function groupCanvases(
  plan: FillPlan,
  lengths: readonly CanvasLength[],
  tokenizer: Tokenizer,
  window: number
): FillWindow[] {
  const capacity = window - 1 - leastContextTokens
  const windows: { first: number; between: Int32Array[] }[] = []
  let used = 0
  lengths.forEach(({ length }, index) => {
    if (length > capacity) {
      throw new FillError(
        'region-too-long',
        `Region ${plan.canvases[index]!.region + 1} needs ${length} tokens, and this model writes at most ${capacity} at once. Mark a shorter region, or ask for fewer words.`
      )
    }
    const open = windows.at(-1)
    const between = open === undefined ? undefined : betweenTokens(plan, index, tokenizer)
    if (open === undefined || between === undefined || used + between.length + length > capacity) {
      windows.push({ first: index, between: [] })
      used = length
    } else {
      open.between.push(between)
      used += between.length + length
    }
  })
  return windows
}

/**
 * The end of the text before a canvas as the network sees it: fixed text, and canvases that windows before this one have filled.
 *
 * @param filled text of every canvas before `index`, as drawn (with the space it owns).
 */
export function textBefore(plan: FillPlan, index: number, filled: readonly string[]): string {
  const characters = contextTokens * charactersPerToken
  let text = tailOfFixed(plan, index, characters)
  for (let canvas = index - 1; canvas >= 0 && text.length < characters; canvas--) {
    const addedSpace = plan.canvases[canvas]!.seams.addsSpace ? ' ' : ''
    text = tailOfFixed(plan, canvas, characters - text.length) + filled[canvas]! + addedSpace + text
  }
  return text
}

/**
 * Lays out the tokens of a window. Fixed text and canvases are tokenised apart, so no token reaches over an edge.
 *
 * @param before from `textBefore`.
 */
export function layOut(
  plan: FillPlan,
  { first, between }: FillWindow,
  lengths: readonly CanvasLength[],
  before: string,
  tokenizer: Tokenizer,
  window: number
): WindowLayout {
  const own = lengths.slice(first, first + between.length + 1)
  const inner =
    own.reduce((sum, { length }) => sum + length, 0) + between.reduce((sum, { length }) => sum + length, 0)
  const budget = Math.min(contextTokens, window - 1 - inner)
  const left = tokenizer.encode(before)
  const right = tokenizer.encode(headOfFixed(plan, first + own.length, budget * charactersPerToken))
  const wantedRight = Math.min(right.length, budget - Math.round(budget * leftShare))
  const leftLength = Math.min(left.length, budget - wantedRight)
  return {
    contexts: [left.slice(left.length - leftLength), ...between, right.slice(0, budget - leftLength)],
    canvases: own.map(({ length, minimum }) => ({ length, openLength: minimum < length }))
  }
}
