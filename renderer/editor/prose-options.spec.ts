import { describe, expect, it } from 'vitest'
import { testSettings } from '../test-support/fake-bridge'
import { columnFor, columnWidth, typeOptions } from './prose-options'

describe('the column of text', () => {
  it('stands in the middle of a wide window with its full measure', () => {
    const column = columnFor(1280, 684, 10)
    expect(column.margin * 2 + 684).toBe(1280)
    expect(column.characters).toBe(68)
  })

  it('keeps a margin on both sides of a narrow window', () => {
    expect(columnFor(400, 684, 10)).toEqual({ margin: 24, characters: 35 })
  })

  it('stays within what the editor takes in a very wide window', () => {
    expect(columnFor(4000, 684, 10).margin).toBe(1000)
  })

  it('grows with the measure and with the type', () => {
    const look = { ...testSettings, face: 'mono', fontSize: 20, measure: 60 } as const
    expect(columnWidth(look)).toBe(60 * 12)
    expect(columnWidth({ ...look, fontSize: 40 })).toBe(2 * columnWidth(look))
  })
})

describe('the type', () => {
  const look = { ...testSettings, fontSize: 20, lineHeight: 1.5, typewriter: false }

  it('has lines as high as the writer wants', () => {
    expect(typeOptions(look, 800)).toMatchObject({ fontSize: 20, lineHeight: 30, padding: { top: 56 } })
  })

  it('lets a typewriter bring the first line and the last to the middle', () => {
    const { padding } = typeOptions({ ...look, typewriter: true }, 800)
    expect(padding).toEqual({ top: 385, bottom: 385 })
  })
})
