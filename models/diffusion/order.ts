import { DiffusionError } from './diffusion-error'
import type { Random } from './random'

/**
 * In which order a time-free absorbing denoiser reveals its masks. All four sample the same model:
 * - `first-hitting`: a random order, exact at one mask a call (Zheng et al., arXiv 2409.02908);
 * - `analytic`: SEDD's own sampler, each mask on its own at the rate of the time grid;
 * - `confidence`: the surest first, near the revealed text on their left;
 * - `entropy-bounded`: as many sure ones at once as their joint entropy allows (Ben-Hamu et al., arXiv 2505.24857).
 */
export type Order = 'first-hitting' | 'analytic' | 'confidence' | 'entropy-bounded'

/** A masked position and what the network says about it. */
export interface MaskedPosition {
  position: number
  /** log p of its likeliest token, nats. */
  maxLogProbability: number
  /** Entropy of its distribution, nats. */
  entropy: number
  /** Tokens to the nearest revealed token on its left; 1 when that is its neighbour. */
  distance: number
}

export interface OrderOptions {
  /** Calls of `choose` after which no mask is left, at least 1. More steps than masks make no difference. */
  steps: number
  /** Masks at the start. */
  masks: number
  random: Random
  /** γ of `entropy-bounded`, nats: the bound on ΣH − max H of what is revealed in one call. */
  entropyBound: number
  /** Nats by which a position's rank falls for each token between it and the revealed text on its left. */
  distanceBias: number
}

export interface OrderChooser {
  /**
   * Whether the choice depends on what the network said. When it does not, the caller chooses first: it needs the network
   * for the chosen positions only, and not at all when none was chosen.
   */
  readonly readsModel: boolean
  /**
   * The masks that can be chosen in the next call whatever the network says, as indices into the distances of all the masks that are
   * left: it need not be asked about the others.
   */
  eligible(distances: readonly number[]): number[]
  /**
   * The masks to reveal in this call, as indices into `candidates`: all the masks that are left, or those of them that are eligible.
   * Only `analytic` may choose none; the last call chooses all.
   *
   * @param remaining how many masks are left.
   */
  choose(candidates: readonly MaskedPosition[], remaining?: number): number[]
}

type Rule = (candidates: readonly MaskedPosition[], stepsLeft: number, remaining: number) => number[]

/** Nats: the likeliest of 2¹⁶ tokens is no more surprising. */
const mostSurprise = Math.log(1 << 16)

/** Masks to reveal now so that the calls which are left share them evenly. Early calls, which know least, get the smaller shares. */
function evenShare(remaining: number, stepsLeft: number): number {
  return Math.min(remaining, Math.max(1, Math.floor(remaining / stepsLeft)))
}

/** Indices by rising key; equal keys keep the order of the text. */
function rankBy(candidates: readonly MaskedPosition[], key: (candidate: MaskedPosition) => number): number[] {
  const keys = candidates.map(key)
  const bad = keys.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    throw new DiffusionError(
      'invalid-distribution',
      `The network's answer for position ${candidates[bad]!.position} is not a distribution.`
    )
  }
  return keys.map((_, index) => index).sort((left, right) => keys[left]! - keys[right]! || left - right)
}

function firstHitting(random: Random): Rule {
  return (candidates, stepsLeft) =>
    Array.from(random.subset(candidates.length, evenShare(candidates.length, stepsLeft)))
}

/** On the grid t = stepsLeft/steps, P(unmask) = (t − s)/t = 1/stepsLeft for a normalised score. */
function analytic(random: Random): Rule {
  return (candidates, stepsLeft) =>
    candidates.flatMap((_, index) => (random.uniform() * stepsLeft < 1 ? [index] : []))
}

function confidence(distanceBias: number): Rule {
  return (candidates, stepsLeft, remaining) =>
    rankBy(
      candidates,
      ({ maxLogProbability, distance }) => distanceBias * distance - maxLogProbability
    ).slice(0, evenShare(remaining, stepsLeft))
}

/** Of the masks that `confidence` ranks, those that may come first: no nearer ones are enough for this call, even if they surprise most. */
function withinReach(distances: readonly number[], distanceBias: number, stepsLeft: number): number[] {
  const nearest = [...distances].sort((left, right) => left - right)
  const share = evenShare(distances.length, stepsLeft)
  const reach = (nearest[share - 1] ?? 0) + mostSurprise / distanceBias
  return distances.flatMap((distance, index) => (distance <= reach ? [index] : []))
}

function entropyBounded(distanceBias: number, entropyBound: number): Rule {
  return (candidates, stepsLeft) => {
    const ranked = rankBy(candidates, ({ entropy, distance }) => entropy + distanceBias * distance)
    let sum = 0
    let largest = 0
    // ΣH − max H only grows along the ranking, so the first position over the bound ends the longest prefix under it.
    const over = ranked.findIndex((index) => {
      const { entropy } = candidates[index]!
      sum += entropy
      largest = Math.max(largest, entropy)
      return sum - largest > entropyBound
    })
    const bounded = over < 0 ? ranked.length : over
    return ranked.slice(0, Math.max(bounded, evenShare(candidates.length, stepsLeft)))
  }
}

function ruleOf(order: Order, random: Random, distanceBias: number, entropyBound: number): Rule {
  switch (order) {
    case 'first-hitting':
      return firstHitting(random)
    case 'analytic':
      return analytic(random)
    case 'confidence':
      return confidence(distanceBias)
    case 'entropy-bounded':
      return entropyBounded(distanceBias, entropyBound)
  }
}

/**
 * The chooser of one fill. After at most `steps` calls of `choose`, whose choices the caller reveals, no mask is left.
 *
 * @throws DiffusionError `invalid-argument` for steps below 1, and from `choose` when there are more candidates than masks.
 */
export function createOrder(order: Order, options: OrderOptions): OrderChooser {
  const { steps, masks, random, entropyBound, distanceBias } = options
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new DiffusionError('invalid-argument', `A fill takes at least one step, not ${steps}.`)
  }
  const rule = ruleOf(order, random, distanceBias, entropyBound)
  let stepsLeft = steps
  return {
    readsModel: order === 'confidence' || order === 'entropy-bounded',
    eligible: (distances) =>
      order === 'confidence' ? withinReach(distances, distanceBias, stepsLeft) : [...distances.keys()],
    choose(candidates, remaining = candidates.length) {
      if (remaining > masks) {
        throw new DiffusionError(
          'invalid-argument',
          `The order was made for ${masks} masks and cannot choose among ${remaining}.`
        )
      }
      const chosen = rule(candidates, stepsLeft, remaining)
      stepsLeft = Math.max(1, stepsLeft - 1)
      return chosen
    }
  }
}
