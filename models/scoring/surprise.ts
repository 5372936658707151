import type { Candidates, Denoiser } from '../architectures/denoiser'
import type { Span } from '../infill/document'
import { TokenizerError, type Tokenizer } from '../tokenizer/tokenizer'
import { blockSizes, type BlockSizes } from './scoring-blocks'
import { ScoringError } from './scoring-error'
import type { SurprisedWord } from './surprised-word'
import { pieceAt, pieceStart } from './text-pieces'
import { tokenSpans, wordTokens, type WordTokens } from './word-tokens'

export interface SurpriseDependencies {
  readonly denoiser: Denoiser
  readonly tokenizer: Tokenizer
  readonly signal?: AbortSignal | undefined
  /** The words that were found since the last call, in order, and the share that is done, 0 … 1. */
  readonly onWords?: ((words: readonly SurprisedWord[], fraction: number) => void) | undefined
}

const alternativesPerWord = 3

/**
 * The surprise of all words that touch a range of a text. The text is read in pieces of about a thousand characters, each with up to 256
 * tokens of text before it, so a word's figure does not depend on the range asked for, and the work only on its length. Line ends are
 * expected to be `\n`. Rejects with the signal's reason when it is aborted.
 *
 * @throws ScoringError `bad-range`, `not-autoregressive`; DenoiserError
 */
export async function surpriseOf(
  text: string,
  range: Span,
  dependencies: SurpriseDependencies
): Promise<SurprisedWord[]> {
  const { start, end } = range
  if (start > end || end > text.length) {
    throw new ScoringError(
      'bad-range',
      `The range ${start}–${end} lies outside the text (${text.length} long).`
    )
  }
  if (start === end) return []
  const [first, last] = [pieceAt(text, start), pieceAt(text, end - 1)]
  const words: SurprisedWord[] = []
  for (let index = first; index <= last; index += 1) {
    const found = await readPiece(text, index, range, dependencies)
    words.push(...found)
    dependencies.onWords?.(found, (index - first + 1) / (last - first + 1))
  }
  return words
}

async function readPiece(
  text: string,
  index: number,
  range: Span,
  { denoiser, tokenizer, signal }: SurpriseDependencies
): Promise<SurprisedWord[]> {
  const start = pieceStart(text, index)
  const piece = text.slice(start, pieceStart(text, index + 1))
  const tokens = tokenizer.encode(piece)
  const words = wordTokens(piece, tokenSpans(piece, tokens, tokenizer)).filter(
    (word) => start + word.start < range.end && start + word.end > range.start
  )
  if (words.length === 0) return []
  const before = tokenizer.encode(text.slice(pieceStart(text, index - 2), start))
  const predictions = await readTokens(
    denoiser,
    Int32Array.from([...before, ...tokens.subarray(0, words.at(-1)!.tokens.at(-1)! + 1)]),
    before.length,
    blockSizes(denoiser.info.window),
    signal
  )
  return words.map((word) => ({
    start: start + word.start,
    end: start + word.end,
    nats: word.tokens.reduce((sum, token) => sum - predictions[token]!.targetLogProbability!, 0),
    alternatives: alternativesTo(tokens, word, predictions[word.opening]!, tokenizer)
  }))
}

/** What the network expects in the place of each token from `from` on, a block at a time. */
async function readTokens(
  denoiser: Denoiser,
  ids: Int32Array,
  from: number,
  { block, context }: BlockSizes,
  signal: AbortSignal | undefined
): Promise<Candidates[]> {
  const { predictLeftToRight } = denoiser
  if (predictLeftToRight === undefined) {
    throw new ScoringError(
      'not-autoregressive',
      `${denoiser.info.name} cannot read a text from left to right. Choose a model that can.`
    )
  }
  const predictions: Candidates[] = []
  for (let start = from; start < ids.length; start += block) {
    const contextStart = Math.max(0, start - context)
    const window = ids.subarray(contextStart, start + block)
    const [read] = await predictLeftToRight([{ ids: window, from: start - contextStart }], signal)
    predictions.push(...read!)
  }
  return predictions
}

function alternativesTo(
  tokens: Int32Array,
  { opening }: WordTokens,
  { tokens: candidates, logProbabilities }: Candidates,
  tokenizer: Tokenizer
): SurprisedWord['alternatives'] {
  const actual = tokens[opening]!
  const spaced = tokenizer.tokenBytes(actual)[0] === 0x20
  const alternatives: SurprisedWord['alternatives'] = []
  for (const [rank, candidate] of candidates.entries()) {
    if (alternatives.length === alternativesPerWord) break
    const text = candidate === actual ? '' : textOf(candidate, tokenizer)
    // A space where there was none, or none where there was one, would be another word boundary.
    if (text.startsWith(' ') !== spaced || text.trim() === '') continue
    alternatives.push({ text: text.trim(), nats: Math.max(0, -logProbabilities[rank]!) })
  }
  return alternatives
}

/** Nothing for a token that is part of a character, or special. */
function textOf(token: number, tokenizer: Tokenizer): string {
  try {
    return tokenizer.decode([token])
  } catch (error) {
    if (error instanceof TokenizerError) return ''
    throw error
  }
}
