import type { Random } from '../diffusion/random'
import type { GapKind } from '../infill/length'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { CorpusDocument } from './corpus-split'

/** A sentence, or a part of one, that was taken out of a text. */
export interface Gap {
  readonly kind: GapKind
  readonly before: string
  /** With the space before it. */
  readonly core: string
  readonly after: string
  /** Tokens of the core. */
  readonly tokens: number
}

export const gapKinds = ['sentence', 'opening', 'closing', 'middle'] as const

const charactersBefore = 640
const charactersAround = 1400
const leastCharactersAfter = 150
/** The longest that a canvas can have. */
const longestGap = 64
const attempts = 10_000

const sentenceEnd = /[.!?…]["'”’)\]]*$/

/** Gaps of the four kinds in turn. The same documents and stream give the same gaps. */
export function drawGaps(
  documents: readonly CorpusDocument[],
  tokenizer: Tokenizer,
  count: number,
  random: Random
): Gap[] {
  const prose = documents.filter(({ kind }) => kind !== 'docs')
  return Array.from({ length: count }, (_, index) => {
    const kind = gapKinds[index % gapKinds.length]!
    const stream = random.derive(index)
    for (let attempt = 0; attempt < attempts; attempt++) {
      const gap = drawGap(prose[stream.uniformInt(prose.length)]!.text, tokenizer, kind, stream)
      if (gap !== undefined) return gap
    }
    throw new RangeError(`These documents hold no gap of the kind ${kind}.`)
  })
}

function drawGap(
  whole: string,
  tokenizer: Tokenizer,
  kind: (typeof gapKinds)[number],
  random: Random
): Gap | undefined {
  const from = random.uniformInt(Math.max(1, whole.length - charactersAround))
  const text = whole.slice(from, from + charactersAround).replace(/^\S*\s+/, '')
  const words = Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({ start: index, word }))
  const endings = words.flatMap(({ word }, index) => (sentenceEnd.test(word) ? [index] : []))
  const previous = endings.find((index) => words[index]!.start > charactersBefore)
  const own = endings.find((index) => previous !== undefined && index > previous)
  if (previous === undefined || own === undefined || own - previous < 4) return undefined
  const inside = (): number => previous + 1 + random.uniformInt(own - previous)
  const cuts = [inside(), inside()].sort((left, right) => left - right) as [number, number]
  const [first, last] = {
    sentence: [previous + 1, own],
    opening: [previous + 1, Math.min(cuts[1], own - 1)],
    closing: [Math.max(cuts[0], previous + 2), own],
    middle: [Math.max(cuts[0], previous + 2), Math.min(cuts[1], own - 1)]
  }[kind] as [number, number]
  if (first > last) return undefined
  const start = words[first]!.start
  const end = words[last]!.start + words[last]!.word.length
  const core = text.slice(start - 1, end)
  const tokens = tokenizer.encode(core).length
  if (!/^ /.test(core) || /[\r\n]/.test(core) || tokens > longestGap) return undefined
  if (text.length - end < leastCharactersAfter) return undefined
  return { kind, before: text.slice(0, start - 1), core, after: text.slice(end), tokens }
}
