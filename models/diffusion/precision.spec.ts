import { describe, expect, it } from 'vitest'
import { drawIndex } from './categorical'
import { jump } from './jump'
import { Random } from './random'

/**
 * Zheng et al. (arXiv 2409.02908): drawing token or MASK by one race in fp32, as the reference does, cuts off the tail of
 * the vocabulary. The texts look better to a judge because they are less diverse. What tells the two apart is
 * that samples of a model have a mean log-probability of minus its entropy.
 */
const VOCABULARY = 20_000
const DRAWS = 2000
const GRID = 2 ** 24

const harmonic = Array.from({ length: VOCABULARY }, (_, i) => 1 / (i + 1)).reduce(
  (sum, value) => sum + value,
  0
)
/** Zipf's law, as words have it. */
const p = Float64Array.from({ length: VOCABULARY }, (_, i) => 1 / (i + 1) / harmonic)
const entropy = p.reduce((sum, value) => sum - value * Math.log(value), 0)
const spread = Math.sqrt(p.reduce((sum, value) => sum + value * (Math.log(value) + entropy) ** 2, 0))

/** How many standard errors the mean log p of `tokens` lies above minus the entropy. */
function excess(tokens: readonly number[]): number {
  const mean = tokens.reduce((sum, token) => sum + Math.log(p[token]!), 0) / tokens.length
  return (mean + entropy) / (spread / Math.sqrt(tokens.length))
}

/** 1e-10 − ln(u + 1e-10) with every operation rounded to fp32, u = 1 − gap/2^24. */
function fp32Exponential(gap: number): number {
  const u = Math.fround(1 - gap / GRID + 1e-10)
  return Math.fround(1e-10 - Math.fround(Math.log(u)))
}

/**
 * argmax of weight/(1e-10 − ln(u + 1e-10)) over all tokens and MASK in fp32, u on the grid of 2^−24 that fp32 uniforms have.
 * Only tokens whose u comes near 1 can beat MASK; their indices are drawn by geometric gaps, which has the same
 * distribution as drawing all 20,000 uniforms.
 *
 * @param tokenWeights fp32 probabilities of the tokens, falling. @returns the token that won, or −1 for MASK.
 */
function fp32Race(tokenWeights: Float32Array, maskWeight: number, random: Random): number {
  let best = Math.fround(maskWeight / fp32Exponential(1 + random.uniformInt(GRID)))
  let winner = -1
  const widest = Math.min(GRID, Math.ceil((tokenWeights[0]! / best) * GRID) + 1)
  const logMiss = Math.log1p(-widest / GRID)
  const nextGap = (): number => 1 + Math.floor(Math.log1p(-random.uniform()) / logMiss)
  for (let token = nextGap() - 1; token < VOCABULARY; token += nextGap()) {
    const value = Math.fround(tokenWeights[token]! / fp32Exponential(1 + random.uniformInt(widest)))
    if (value > best) {
      best = value
      winner = token
    }
  }
  return winner
}

describe('the precision of a draw', () => {
  it('float64 inverse CDF: the mean log p of samples is minus the entropy', () => {
    const random = new Random(91)
    const tokens = Array.from({ length: DRAWS }, () => drawIndex(p, random))
    expect(Math.abs(excess(tokens))).toBeLessThan(3.5)
  })

  it('and so it is for a whole step, position first, token second', () => {
    const random = new Random(92)
    const step = new Float64Array(VOCABULARY + 1).fill(0.5)
    step.set(p.map((value) => value / 2))
    const tokens: number[] = []
    while (tokens.length < DRAWS / 4) {
      const token = jump(step.slice(), VOCABULARY, random)
      if (token < VOCABULARY) tokens.push(token)
    }
    expect(Math.abs(excess(tokens))).toBeLessThan(3.5)
  })

  it('a joint race in fp32 over tokens and MASK loses the tail: 1/1024 a step, as at 1024 steps', () => {
    const random = new Random(93)
    const unmask = 1 / 1024
    const weights = Float32Array.from(p, (value) => value * unmask)
    const tokens: number[] = []
    while (tokens.length < DRAWS) {
      const token = fp32Race(weights, 1 - unmask, random)
      if (token >= 0) tokens.push(token)
    }
    expect(excess(tokens)).toBeGreaterThan(10)
    // Tokens that would win less than one grid point of a uniform against an average MASK.
    const isRare = (token: number): boolean => p[token]! * unmask * GRID < 1
    const mass = p.reduce((sum, value, token) => (isRare(token) ? sum + value : sum), 0)
    expect(mass).toBeGreaterThan(0.2)
    expect(tokens.filter(isRare).length / DRAWS).toBeLessThan(mass / 3)
  })
})
