import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixedProjector, freeProjector } from './projector'

describe('projector', () => {
  it('restores what is fixed, touches nothing else, and does nothing the second time', () => {
    const cell = fc.record({ now: fc.nat(99), held: fc.option(fc.nat(99)) })
    fc.assert(
      fc.property(fc.array(cell), (cells) => {
        const tokens = Int32Array.from(cells, ({ now }) => now)
        const fixed = cells.flatMap(({ held }, position) => (held === null ? [] : [{ position, held }]))
        const project = fixedProjector(
          Int32Array.from(fixed, ({ position }) => position),
          Int32Array.from(fixed, ({ held }) => held)
        )
        const expected = cells.map(({ now, held }) => held ?? now)
        project(tokens)
        expect(Array.from(tokens)).toEqual(expected)
        project(tokens)
        expect(Array.from(tokens)).toEqual(expected)
      })
    )
  })

  it('may fix nothing', () => {
    const tokens = Int32Array.of(1, 2, 3)
    freeProjector(tokens)
    expect(tokens).toEqual(Int32Array.of(1, 2, 3))
  })

  it('refuses positions without tokens', () => {
    expect(() => fixedProjector(Int32Array.of(1, 2), Int32Array.of(1))).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' })
    )
  })
})
