import fc from 'fast-check'
import type { CanvasShape, WindowLayout } from '../architectures/denoiser'
import { tinyArchitecture } from './tiny-model'

const { maskId, padId, vocabularySize } = tinyArchitecture

export const ids = (...values: number[]): Int32Array => Int32Array.from(values)
export const range = (length: number): Int32Array => Int32Array.from({ length }, (_, index) => index)
export const text = (length: number): Int32Array => range(length).map((index) => 3 + ((index * 29) % 300))

const tokens = (minLength: number, maxLength: number): fc.Arbitrary<Int32Array> =>
  fc
    .array(fc.integer({ min: 3, max: vocabularySize - 1 }), { minLength, maxLength })
    .map((values) => Int32Array.from(values))

const canvasShape: fc.Arbitrary<CanvasShape> = fc.record({
  length: fc.integer({ min: 1, max: 9 }),
  openLength: fc.boolean()
})

/** A window of the tiny model, and canvases for it in which tokens are hidden or revealed at random. */
export const filledWindow = (
  alternatives: number
): fc.Arbitrary<{ layout: WindowLayout; canvases: Int32Array[] }> =>
  fc.array(canvasShape, { minLength: 1, maxLength: 3 }).chain((canvases) => {
    const length = canvases.reduce((total, canvas) => total + canvas.length, 0)
    const token = fc.oneof(
      fc.constant(maskId),
      fc.constant(padId),
      fc.integer({ min: 3, max: vocabularySize - 1 })
    )
    const canvas = fc
      .array(token, { minLength: length, maxLength: length })
      .map((values) => Int32Array.from(values))
    return fc.record({
      layout: fc.record({
        contexts: fc.array(tokens(0, 12), { minLength: canvases.length + 1, maxLength: canvases.length + 1 }),
        canvases: fc.constant(canvases)
      }),
      canvases: fc.array(canvas, { minLength: alternatives, maxLength: alternatives })
    })
  })
