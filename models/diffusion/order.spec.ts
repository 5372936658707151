import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOrder, type MaskedPosition, type Order, type OrderChooser, type OrderOptions } from './order'
import { Random } from './random'
import { chiSquaredScore } from './test-support/chi-squared'

type Options = Pick<OrderOptions, 'steps' | 'masks' | 'random'> & Partial<OrderOptions>

/** With a weak distance bias and a low entropy bound where the test names none. */
const orderOf = (order: Order, options: Options): OrderChooser =>
  createOrder(order, { entropyBound: 0.1, distanceBias: 0.05, ...options })

const orders: Order[] = ['first-hitting', 'analytic', 'confidence', 'entropy-bounded']

function candidate(position: number, values: Partial<MaskedPosition> = {}): MaskedPosition {
  return { position, maxLogProbability: -1, entropy: 1, distance: 1, ...values }
}

/** Reveals what `choose` picks until nothing is left; the candidates get new values before every call. */
function reveal(order: Order, options: Options, values: () => Partial<MaskedPosition>): MaskedPosition[][] {
  const chooser = orderOf(order, options)
  let left = Array.from({ length: options.masks }, (_, position) => candidate(position))
  const rounds: MaskedPosition[][] = []
  while (left.length > 0 && rounds.length <= options.steps) {
    const current = left.map(({ position }) => candidate(position, values()))
    const chosen = chooser.choose(current)
    rounds.push(chosen.map((index) => current[index]!))
    left = current.filter((_, index) => !chosen.includes(index))
  }
  return rounds
}

describe.each(orders)('the order %s', (order) => {
  const sizes = { steps: fc.integer({ min: 1, max: 40 }), masks: fc.nat(60), seed: fc.integer() }

  it('reveals every mask once, within its steps, and never chooses nothing unless it is analytic', () => {
    fc.assert(
      fc.property(fc.record(sizes), ({ steps, masks, seed }) => {
        const random = new Random(seed)
        const noise = random.derive('network')
        const rounds = reveal(order, { steps, masks, random }, () => ({
          maxLogProbability: -3 * noise.uniform(),
          entropy: noise.uniform() < 0.3 ? 0 : 4 * noise.uniform(),
          distance: 1 + noise.uniformInt(9)
        }))
        expect(rounds.length).toBeLessThanOrEqual(steps)
        const positions = rounds.flat().map(({ position }) => position)
        expect(positions.sort((left, right) => left - right)).toEqual(
          Array.from({ length: masks }, (_, i) => i)
        )
        if (order !== 'analytic') expect(rounds.every((round) => round.length > 0)).toBe(true)
      })
    )
  })

  it('ends within its steps, too, when the caller reveals more than was chosen', () => {
    const chooser = orderOf(order, { steps: 4, masks: 12, random: new Random(131) })
    chooser.choose(Array.from({ length: 12 }, (_, i) => candidate(i)))
    chooser.choose(Array.from({ length: 5 }, (_, i) => candidate(i)))
    chooser.choose([candidate(0), candidate(1)])
    expect(chooser.choose([candidate(0), candidate(1)])).toHaveLength(2)
    expect(chooser.choose([candidate(0)])).toEqual([0])
  })

  it('makes the same choices for the same seed', () => {
    const run = (): number[][] =>
      reveal(order, { steps: 5, masks: 20, random: new Random(132) }, () => ({})).map((round) =>
        round.map(({ position }) => position)
      )
    expect(run()).toEqual(run())
  })

  it('says whether it needs the network before it chooses', () => {
    const chooser = orderOf(order, { steps: 3, masks: 9, random: new Random(133) })
    const blind = Array.from({ length: 9 }, (_, i) => candidate(i, { maxLogProbability: NaN, entropy: NaN }))
    if (chooser.readsModel) {
      expect(() => chooser.choose(blind)).toThrow(expect.objectContaining({ code: 'invalid-distribution' }))
    } else {
      expect(() => chooser.choose(blind)).not.toThrow()
    }
  })

  it('refuses no steps, and more candidates than there were masks', () => {
    const invalid = { code: 'invalid-argument' }
    const random = new Random(1)
    expect(() => orderOf(order, { steps: 0, masks: 1, random })).toThrow(expect.objectContaining(invalid))
    expect(() => orderOf(order, { steps: 1, masks: 0, random }).choose([candidate(0)])).toThrow(
      expect.objectContaining(invalid)
    )
  })
})

describe('what the orders choose', () => {
  it('first-hitting: every position first equally often, and even shares', () => {
    const random = new Random(134)
    const counts = new Array<number>(6).fill(0)
    for (let i = 0; i < 6000; i++) {
      const [first] = reveal('first-hitting', { steps: 6, masks: 6, random }, () => ({}))
      counts[first![0]!.position]! += 1
    }
    expect(Math.abs(chiSquaredScore(counts, new Array<number>(6).fill(1 / 6)))).toBeLessThan(3.5)
    const rounds = reveal('first-hitting', { steps: 4, masks: 10, random }, () => ({}))
    expect(rounds.map((round) => round.length)).toEqual([2, 2, 3, 3])
  })

  it('analytic: each mask appears in a uniform step, on its own', () => {
    const random = new Random(135)
    const steps = 4
    const counts = new Array<number>(steps * steps).fill(0)
    for (let i = 0; i < 8000; i++) {
      const rounds = reveal('analytic', { steps, masks: 2, random }, () => ({}))
      const step = (wanted: number): number =>
        rounds.findIndex((round) => round.some(({ position }) => position === wanted))
      counts[step(0) * steps + step(1)]! += 1
    }
    expect(Math.abs(chiSquaredScore(counts, new Array<number>(steps * steps).fill(1 / 16)))).toBeLessThan(3.5)
  })

  it('confidence: the surest first, less sure with every token to the left that is still hidden', () => {
    const chooser = orderOf('confidence', { steps: 2, masks: 4, random: new Random(1) })
    const candidates = [
      candidate(0, { maxLogProbability: -0.5, distance: 1 }),
      candidate(1, { maxLogProbability: -0.1, distance: 2 }),
      candidate(2, { maxLogProbability: -0.08, distance: 12 }),
      candidate(3, { maxLogProbability: -0.3, distance: 1 })
    ]
    expect(chooser.choose(candidates)).toEqual([1, 3])
    const unbiased = orderOf('confidence', { steps: 4, masks: 4, random: new Random(1), distanceBias: 0 })
    expect(unbiased.choose(candidates)).toEqual([2])
  })

  it('confidence: asks only about masks that can come first, and chooses the same among them', () => {
    const random = new Random(136)
    for (let round = 0; round < 300; round++) {
      const masks = 1 + random.uniformInt(60)
      const steps = 1 + random.uniformInt(masks)
      const candidates = Array.from({ length: masks }, (_, index) =>
        candidate(index, {
          maxLogProbability: -random.uniform() * Math.log(49152),
          distance: 1 + random.uniformInt(40)
        })
      )
      const distanceBias = 0.3 + random.uniform()
      const create = () => orderOf('confidence', { steps, masks, random: new Random(1), distanceBias })
      const eligible = create().eligible(candidates.map(({ distance }) => distance))
      const among = eligible.map((index) => candidates[index]!)
      const chosen = create().choose(among, masks)
      expect(chosen.map((index) => eligible[index])).toEqual(create().choose(candidates))
    }
    const far = orderOf('confidence', { steps: 32, masks: 32, random, distanceBias: 1 })
    expect(far.eligible(Array.from({ length: 32 }, (_, index) => index + 1)).length).toBe(12)
    const unbiased = orderOf('confidence', { steps: 32, masks: 32, random, distanceBias: 0 })
    expect(unbiased.eligible([1, 200])).toEqual([0, 1])
  })

  it('entropy-bounded: the longest run of small entropies whose sum without the largest stays under the bound', () => {
    const entropies = [0.04, 0.9, 0.03, 0.05, 0.06]
    const candidates = entropies.map((entropy, i) => candidate(i, { entropy }))
    const choose = (entropyBound: number, steps = 5): number[] =>
      orderOf('entropy-bounded', { steps, masks: 5, random: new Random(1), entropyBound }).choose(candidates)
    expect(choose(0)).toEqual([2])
    expect(choose(0.08)).toEqual([2, 0, 3])
    expect(choose(0.13)).toEqual([2, 0, 3, 4])
    expect(choose(0.2)).toEqual([2, 0, 3, 4, 1])
    expect(choose(0, 2)).toEqual([2, 0])
  })

  it('entropy-bounded keeps its bound unless too few steps are left', () => {
    const value = fc.double({ min: 0, max: 0.2, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (entropies, bound) => {
          const options = {
            steps: 100,
            masks: 30,
            random: new Random(1),
            entropyBound: bound,
            distanceBias: 0
          }
          const chosen = orderOf('entropy-bounded', options).choose(
            entropies.map((entropy, i) => candidate(i, { entropy }))
          )
          const excess = (indices: readonly number[]): number => {
            const values = indices.map((index) => entropies[index]!)
            return values.reduce((sum, entropy) => sum + entropy, 0) - Math.max(...values)
          }
          expect(excess(chosen)).toBeLessThanOrEqual(bound + 1e-12)
          const left = entropies.map((_, i) => i).filter((i) => !chosen.includes(i))
          const next = left.sort((i, j) => entropies[i]! - entropies[j]!)[0]
          if (next !== undefined) expect(excess([...chosen, next])).toBeGreaterThan(bound - 1e-12)
        }
      )
    )
  })
})
