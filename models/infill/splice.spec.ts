import { describe, expect, it } from 'vitest'
import { splice } from './splice'

describe('splice', () => {
  it('puts texts in the place of regions and says where they are', () => {
    const regions = [
      { start: 0, end: 1 },
      { start: 3, end: 3 },
      { start: 5, end: 6 }
    ]
    const proposal = { regions: ['one', '', 'two'].map((text) => ({ text, logProb: 0, cells: [] })) }
    expect(splice('abcdef', regions, proposal)).toEqual({
      text: 'onebcdetwo',
      regions: [
        { start: 0, end: 3 },
        { start: 5, end: 5 },
        { start: 7, end: 10 }
      ]
    })
  })

  it('leaves lone surrogates of the rest as they are', () => {
    const proposal = { regions: [{ text: 'x', logProb: 0, cells: [] }] }
    expect(splice('\ud800 a \udc00', [{ start: 2, end: 3 }], proposal).text).toBe('\ud800 x \udc00')
  })
})
