import type { Denoiser } from '../../models/architectures/denoiser'
import type { Tokenizer } from '../../models/tokenizer/tokenizer'
import { findModel } from './find-model'
import { ProgressBar } from './progress-bar'
import type { OpenModelOptions, Terminal } from './terminal'

/** What a command works with; it may show its own progress. */
export interface OpenModel {
  readonly denoiser: Denoiser
  readonly tokenizer: Tokenizer
  readonly progress: ProgressBar
}

/**
 * Finds and opens a model for the time of `use`, with a progress bar that is gone when this returns.
 *
 * @throws what `findModel` and the engine's `open` throw, and what `use` throws.
 */
export async function withModel<Result>(
  terminal: Terminal,
  { model, ...options }: { readonly model: string | undefined } & Pick<OpenModelOptions, 'device' | 'watch'>,
  use: (open: OpenModel) => Promise<Result>
): Promise<Result> {
  const folder = await findModel(terminal, model)
  const progress = new ProgressBar(terminal)
  try {
    const { denoiser, tokenizer } = await terminal.engine.open(folder, {
      ...options,
      onProgress: (fraction) => progress.show('Preparing the model', fraction),
      signal: terminal.signal
    })
    try {
      return await use({ denoiser, tokenizer, progress })
    } finally {
      await denoiser.dispose()
    }
  } finally {
    progress.clear()
  }
}
