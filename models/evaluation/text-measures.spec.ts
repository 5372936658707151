import { describe, expect, it } from 'vitest'
import { distinctShare, repeatedShare, unigramEntropy } from './text-measures'

describe('measures of texts', () => {
  it('have the entropy of how often each token stands there', () => {
    expect(unigramEntropy([1, 2, 3, 4])).toBeCloseTo(Math.log(4), 12)
    expect(unigramEntropy([7, 7, 7])).toBeCloseTo(0, 12)
    expect(unigramEntropy([1, 1, 2])).toBeCloseTo(Math.log(3) - (2 / 3) * Math.log(2), 12)
  })

  it('count n-grams over all texts, and none across two of them', () => {
    expect(
      distinctShare(
        [
          [1, 2, 1, 2],
          [2, 1]
        ],
        2
      )
    ).toBe(2 / 4)
    expect(distinctShare([[1], [2]], 2)).toBeNaN()
  })

  it('count what a text says twice, whatever the others say', () => {
    expect(repeatedShare([[1, 2, 3, 1, 2]], 2)).toBe(1 / 4)
    expect(
      repeatedShare(
        [
          [1, 2],
          [1, 2]
        ],
        2
      )
    ).toBe(0)
  })
})
