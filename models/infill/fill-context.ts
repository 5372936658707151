import type { Denoiser } from '../architectures/denoiser'
import type { Random } from '../diffusion/random'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { WordList } from '../words/word-list'
import type { Vocabulary } from './canvas-slot'
import type { DecodingWeights } from './decoding-weights'
import type { FillPlan } from './plan'
import type { FillSettings } from './settings'

/** What every stage of one fill works with. */
export interface FillContext {
  readonly plan: FillPlan
  readonly settings: FillSettings
  readonly weights: DecodingWeights
  readonly denoiser: Denoiser
  readonly tokenizer: Tokenizer
  readonly vocabulary: Vocabulary
  /** Words that may be spelled out in several tokens. Undefined: any letters may. */
  readonly words: WordList | undefined
  readonly ownWords: readonly string[]
  /** Source of all streams of this fill; only ever derived from. */
  readonly random: Random
  readonly signal: AbortSignal | undefined
}
