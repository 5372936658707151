import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockSizes, cutBlocks } from './scoring-blocks'

describe('the blocks of a text', () => {
  it('cover each token once, in order, and no canvas reads past its start or out of the window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 3, max: 3000 }), (tokens, window) => {
        const sizes = blockSizes(window)
        const blocks = cutBlocks(tokens, sizes)
        const canvases = blocks.flatMap((block) => block.canvases)
        expect(canvases[0]!.start).toBe(0)
        expect(canvases.at(-1)!.end).toBe(tokens)
        canvases.slice(1).forEach(({ start }, index) => expect(start).toBe(canvases[index]!.end))
        for (const { contextStart, start, end, canvases: inBlock } of blocks) {
          expect(inBlock[0]!.start).toBe(start)
          expect(inBlock.at(-1)!.end).toBe(end)
          expect(contextStart).toBe(Math.max(0, start - sizes.context))
          // With the beginning-of-text token in front.
          expect(end - contextStart + 1).toBeLessThanOrEqual(window)
          for (const canvas of inBlock) expect(canvas.end - canvas.start).toBeGreaterThan(0)
        }
      })
    )
  })

  it('are those that the bundled network was trained on, where its window has room', () => {
    expect(blockSizes(2048)).toEqual({ canvas: 64, block: 256, context: 256 })
    const [, second] = cutBlocks(600, blockSizes(2048))
    expect(second).toMatchObject({ contextStart: 0, start: 256, end: 512 })
    expect(second!.canvases).toHaveLength(4)
    expect(blockSizes(513).block).toBe(256)
    expect(blockSizes(512).block).toBeLessThan(256)
  })
})
