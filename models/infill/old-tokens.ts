import type { Random } from '../diffusion/random'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { advance, characterBoundary } from './utf8'

/** Stands for a hidden position in the tokens a canvas begins with. */
export const hiddenToken = -1

/** Groups token positions so that each group holds whole characters. */
export function wholeCharacterGroups(tokens: Int32Array, tokenizer: Tokenizer): number[][] {
  const groups: number[][] = []
  let state = characterBoundary
  tokens.forEach((token, position) => {
    if (state === characterBoundary) groups.push([position])
    else groups.at(-1)!.push(position)
    state = advance(state, tokenizer.tokenBytes(token))
  })
  return groups
}

/**
 * Re-noises a share of a region's tokens: the forward process of the absorbing graph stopped half-way, with an exact number of masks.
 *
 * @param strength share of the tokens to hide, 0 ≤ strength < 1; at least one is hidden unless it is 0, and characters are hidden whole.
 * @returns the tokens, `hiddenToken` where hidden.
 */
export function hideShare(
  tokens: Int32Array,
  strength: number,
  tokenizer: Tokenizer,
  random: Random
): Int32Array {
  const groups = wholeCharacterGroups(tokens, tokenizer)
  const wanted = strength === 0 ? 0 : Math.max(1, Math.round(strength * tokens.length))
  const shown = tokens.slice()
  let hidden = 0
  for (const index of random.subset(groups.length, groups.length)) {
    if (hidden >= wanted) break
    for (const position of groups[index]!) {
      shown[position] = hiddenToken
      hidden++
    }
  }
  return shown
}
