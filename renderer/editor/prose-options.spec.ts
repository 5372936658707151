import { describe, expect, it } from 'vitest'
import { columnFor, measure } from './prose-options'

describe('the column of text', () => {
  it('stands in the middle of a wide window with its full measure', () => {
    const column = columnFor(1280, 10)
    expect(column.margin * 2 + measure).toBe(1280)
    expect(column.characters).toBe(Math.floor(measure / 10))
  })

  it('keeps a margin on both sides of a narrow window', () => {
    expect(columnFor(400, 10)).toEqual({ margin: 24, characters: 35 })
  })

  it('stays within what the editor takes in a very wide window', () => {
    expect(columnFor(4000, 10).margin).toBe(1000)
  })
})
