import { describe, expect, it } from 'vitest'
import { interleave } from './interleave'

function clock(step: number): { now: () => number; advance: () => void } {
  let time = 0
  return { now: () => time, advance: () => void (time += step) }
}

describe('interleave', () => {
  it('takes turns, and leaves the round that warms up out', async () => {
    const log: string[] = []
    const measure = (name: string) => (round: number) => {
      log.push(`${name}${round}`)
      return Promise.resolve(round * 10)
    }
    const options = { now: () => 0, rounds: 2, leastRounds: 1, budget: 1 }
    const figures = await interleave({ a: measure('a'), b: measure('b') }, options)
    expect(log).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
    expect(figures).toEqual({ a: [10, 20], b: [10, 20] })
  })

  it('keeps to its budget, but for the least rounds', async () => {
    const rounds = async (budget: number): Promise<number> => {
      const { now, advance } = clock(10)
      const measure = () => {
        advance()
        return Promise.resolve(1)
      }
      return (await interleave({ a: measure }, { now, rounds: 9, leastRounds: 2, budget })).a.length
    }
    expect(await rounds(1000)).toBe(9)
    expect(await rounds(45)).toBe(4)
    expect(await rounds(1)).toBe(2)
  })
})
