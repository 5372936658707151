import type { Random } from '../diffusion/random'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { CorpusDocument } from './corpus-split'

/** A piece of a document with a span that is to be written anew. */
export interface Passage {
  readonly document: string
  /** `clause`: the span begins behind the end of a clause or sentence and ends with one; `words`: any run of words. */
  readonly cut: 'clause' | 'words'
  readonly text: string
  /** UTF-16 bounds of the span, which begins and ends with a word; one space stands before it. */
  readonly start: number
  readonly end: number
  /** Tokens of the span with its leading space, tokenised apart. */
  readonly tokens: number
}

/** Characters of text on the left and on the right: about 150 and 90 tokens, which keeps an evaluation short. */
const charactersBefore = 640
const charactersAfter = 400
/** Without this much of it on a side there is too little to fit in with. */
const leastCharacters = 200
/** Documentation is not what the model is for: it is drawn less often, as in training (sedd_adaptation/corpus.py). */
const documentationShare = 0.15
const attemptsPerDocument = 200

const clauseEnd = /(?:[.!?;:,]|--|—)["')\]”’]*$/

/**
 * Passages with spans of exactly the lengths given, in turn, half of them whole clauses; each document is used once before one is used
 * again. The same documents, lengths and stream give the same passages.
 *
 * @param lengths in tokens.
 */
export function drawPassages(
  documents: readonly CorpusDocument[],
  tokenizer: Tokenizer,
  lengths: readonly number[],
  count: number,
  random: Random
): Passage[] {
  const passages: Passage[] = []
  for (let round = 0; passages.length < count; round++) {
    const stream = random.derive(`round ${round}`)
    const before = passages.length
    for (const index of stream.subset(documents.length, documents.length)) {
      const document = documents[index]!
      const own = stream.derive(index)
      if (document.kind === 'docs' && own.uniform() >= documentationShare) continue
      const length = lengths[passages.length % lengths.length]!
      const cut = Math.floor(passages.length / lengths.length) % 2 === 0 ? 'clause' : 'words'
      const passage = drawPassage(document, tokenizer, length, cut, own)
      if (passage !== undefined && passages.push(passage) === count) break
    }
    if (passages.length === before && round > 10) {
      throw new RangeError(
        `These documents hold ${before} passages of the lengths asked for, and ${count} are wanted.`
      )
    }
  }
  return passages
}

function drawPassage(
  { id, text: whole }: CorpusDocument,
  tokenizer: Tokenizer,
  tokens: number,
  cut: Passage['cut'],
  random: Random
): Passage | undefined {
  for (let attempt = 0; attempt < attemptsPerDocument; attempt++) {
    const middle = random.uniformInt(whole.length)
    const from = Math.max(0, middle - charactersBefore)
    const text = whole
      .slice(from, middle + charactersAfter + 8 * tokens)
      .replace(/^\S*\s+/, '')
      .replace(/\s+\S*$/, '')
    const words = Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({
      start: index,
      end: index + word.length
    }))
    const firsts = words.flatMap(({ start }, index) =>
      index > 0 && start >= charactersBefore * 0.8 ? [index] : []
    )
    const first = firsts.find(
      (index) => cut === 'words' || clauseEnd.test(text.slice(words[index - 1]!.start, words[index - 1]!.end))
    )
    if (first === undefined) continue
    const { start } = words[first]!
    if (!/\S $/.test(text.slice(start - 2, start))) continue
    const last = words
      .slice(first)
      .find(({ end }) => tokenizer.encode(` ${text.slice(start, end)}`).length >= tokens)
    if (last === undefined || text.length - last.end < leastCharacters) continue
    const { end } = last
    const span = text.slice(start, end)
    if (tokenizer.encode(` ${span}`).length !== tokens || /[\r\n]/.test(span)) continue
    if (cut === 'clause' && !clauseEnd.test(span)) continue
    return { document: id, cut, text, start, end, tokens }
  }
  return undefined
}
