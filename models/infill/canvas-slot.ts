import type { Seams } from './seams'
import type { Spelling } from './spelling'
import type { TokenTraits } from './token-traits'

/** A canvas as the sampler fills it. */
export interface CanvasSlot {
  readonly length: number
  readonly minimum: number
  readonly seams: Pick<Seams, 'first' | 'last' | 'midSentence'>
  readonly lineBreaks: boolean
  /** The first token of the text behind it, if there is any before the next canvas. */
  readonly next: number | undefined
  /** Tokens to begin with, `hiddenToken` where hidden (whole characters only). Absent: all hidden. */
  readonly tokens?: Int32Array
}

export interface Vocabulary {
  readonly maskId: number
  readonly padId: number
  readonly traitsOf: (token: number) => TokenTraits
  /** Ordinary tokens to fall back on, in this order, where none of the network's candidates may stand. */
  readonly fallbacks: readonly number[]
  /** What words may be spelled out in several tokens. Absent: any. */
  readonly spelling?: Spelling | undefined
}
