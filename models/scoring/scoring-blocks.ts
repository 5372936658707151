/** Indices of tokens, `end` exclusive. */
export interface TokenRange {
  readonly start: number
  readonly end: number
}

/**
 * Consecutive canvases that read from the same token on: each has the tokens from `contextStart` to its own start as context, and
 * nothing behind it. One causal reading of `contextStart` … `end` sees exactly as much, so the two likelihoods compare.
 */
export interface ScoringBlock extends TokenRange {
  readonly contextStart: number
  readonly canvases: readonly TokenRange[]
}

/** Sizes in tokens. */
export interface BlockSizes {
  readonly canvas: number
  /** A whole number of canvases. */
  readonly block: number
  /** Tokens before a block that its canvases read as well. */
  readonly context: number
}

/**
 * The longest canvas the bundled network was trained on: the shorter a canvas, the more of the text is read left to right, and the less
 * the bound says of the diffusion. A canvas has 256 to 448 tokens before it, the longest contexts of that training.
 */
const preferredSizes: BlockSizes = { canvas: 64, block: 256, context: 256 }

/** The preferred sizes, or what fits into a smaller window of a network (in tokens, beginning-of-text included). */
export function blockSizes(window: number): BlockSizes {
  const room = window - 1
  if (room >= preferredSizes.context + preferredSizes.block) return preferredSizes
  const half = Math.max(1, Math.floor(room / 2))
  const canvas = Math.min(preferredSizes.canvas, half)
  return { canvas, block: half - (half % canvas), context: Math.max(0, Math.min(half, room - half)) }
}

/**
 * Cuts a text of `tokens` tokens into blocks and canvases that cover each token once, in order. The cuts depend on the number of tokens
 * alone: were they to depend on the words, the lengths of the canvases would tell something of them, and the bound would not hold.
 */
export function cutBlocks(tokens: number, { canvas, block, context }: BlockSizes): ScoringBlock[] {
  const blocks: ScoringBlock[] = []
  for (let start = 0; start < tokens; start += block) {
    const end = Math.min(start + block, tokens)
    const canvases: TokenRange[] = []
    for (let at = start; at < end; at += canvas) canvases.push({ start: at, end: Math.min(at + canvas, end) })
    blocks.push({ contextStart: Math.max(0, start - context), start, end, canvases })
  }
  return blocks
}
