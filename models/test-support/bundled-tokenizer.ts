import { resolve } from 'node:path'
import { loadTokenizer } from '../tokenizer/byte-level-bpe'
import type { Tokenizer } from '../tokenizer/tokenizer'

/** The tokenizer of the bundled model. Its special ids are 0 … 16. */
export function loadBundledTokenizer(): Promise<Tokenizer> {
  return loadTokenizer(
    resolve(import.meta.dirname, '../../resources/models/smollm2-135m-sedd/tokenizer.json')
  )
}

export const bundledSpecialIds = Array.from({ length: 17 }, (_, id) => id)
