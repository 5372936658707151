import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WindowLayout } from '../denoiser'
import { canvasRowIds, layOutRows } from './rows'

const endOfText = 0
const ids = (...values: number[]): Int32Array => Int32Array.from(values)

const layouts: fc.Arbitrary<WindowLayout> = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 5 }), openLength: fc.boolean() }), {
    minLength: 1,
    maxLength: 4
  })
  .chain((canvases) =>
    fc.record({
      canvases: fc.constant(canvases),
      contexts: fc.array(
        fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 4 }).map((values) => Int32Array.from(values)),
        { minLength: canvases.length + 1, maxLength: canvases.length + 1 }
      )
    })
  )

describe('the rows of a window', () => {
  it('are those of the README: anchors repeat what stands before a canvas and take its place', () => {
    const rows = layOutRows(
      {
        contexts: [ids(11, 12), ids(13), ids(), ids(14)],
        canvases: [
          { length: 2, openLength: true },
          { length: 1, openLength: false },
          { length: 2, openLength: false }
        ]
      },
      endOfText
    )
    // 0 endOfText, 1 2 context, 3 4 canvas, 5 context, 6 canvas, 7 8 canvas, 9 context
    expect([...rows.contextIds]).toEqual([endOfText, 11, 12, 13, 14])
    expect([...rows.contextPositions]).toEqual([0, 1, 2, 5, 9])
    expect(rows.hiddenContextRows).toEqual([2, 3])
    expect([...rows.canvasPositions]).toEqual([2, 3, 4, 5, 6, 6, 7, 8])
    expect([...canvasRowIds(rows, ids(21, 22, 23, 24, 25))]).toEqual([12, 21, 22, 13, 23, 23, 24, 25])
    expect([...rows.predictionRows]).toEqual([0, 1, 3, 5, 6])
    expect(rows.padAllowed).toEqual([true, true, false, false, false])
    expect(rows.windowLength).toBe(10)
  })

  it('anchor a canvas without a context on the beginning of the text', () => {
    const rows = layOutRows(
      { contexts: [ids(), ids()], canvases: [{ length: 1, openLength: true }] },
      endOfText
    )
    expect([...canvasRowIds(rows, ids(7))]).toEqual([endOfText, 7])
    expect(rows.hiddenContextRows).toEqual([0])
  })

  it('cover every position of the window once, and predict each canvas token from the row before it', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const rows = layOutRows(layout, endOfText)
        const own = rows.predictionRows.map((row) => row + 1)
        const positions = [...rows.contextPositions, ...own.map((row) => rows.canvasPositions[row]!)]
        expect(positions.sort((a, b) => a - b)).toEqual(
          Array.from({ length: rows.windowLength }, (_, at) => at)
        )
        rows.predictionRows.forEach((row, flat) => {
          expect(rows.rowSources[row + 1]).toBe(flat)
          expect(rows.canvasPositions[row + 1]).toBe(rows.canvasPositions[row]! + 1)
        })
        for (const row of rows.hiddenContextRows) {
          expect([...rows.canvasPositions]).toContain(rows.contextPositions[row])
        }
      })
    )
  })
})
