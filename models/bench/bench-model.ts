import type { Denoiser } from '../architectures/denoiser'
import { fill } from '../infill/fill'
import type { MarkedDocument } from '../infill/document'
import type { FillProgress, FillResult } from '../infill/proposal'
import { defaultFillSettings, type FillSettings } from '../infill/settings'
import type { GraphSession } from '../runtime/graph-session'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { english } from '../words/english'
import type { Surroundings } from './interleave'

/** A model to measure. */
export interface BenchModel extends Surroundings {
  readonly denoiser: Denoiser
  readonly tokenizer: Tokenizer
  /** Tells how long the runtime alone has computed so far; its `watch` was given to `openDenoiser`. */
  readonly stopwatch: Stopwatch
}

/** Adds up the time that the runtime's own calls take. */
export class Stopwatch {
  milliseconds = 0

  constructor(private readonly now: () => number) {}

  readonly watch = (session: GraphSession): GraphSession => ({
    run: async (inputs, outputs) => {
      const started = this.now()
      try {
        return await session.run(inputs, outputs)
      } finally {
        this.milliseconds += this.now() - started
      }
    },
    release: () => session.release()
  })
}

/** A canvas of this many tokens stands for a sentence, and this many tokens of context are what a fill reads. */
export const canvasTokens = 32
export const contextTokens = 512

/** Fills a document: one alternative, and the settings of the app but for those given. */
export async function fillOnce(
  { denoiser, tokenizer, now, signal }: BenchModel,
  document: MarkedDocument,
  settings: Partial<FillSettings>,
  onProgress?: (progress: FillProgress) => void
): Promise<FillResult> {
  const all = { ...defaultFillSettings, alternatives: 1, ...settings }
  return fill(document, all, { denoiser, tokenizer, words: english, now, signal, onProgress })
}
