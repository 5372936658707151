import fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filledWindow, ids, range, text } from '../../test-support/canvas-windows'
import { openInPrecision } from '../../test-support/open-graphs'
import { tinyArchitecture, writeTinyModel } from '../../test-support/tiny-model'
import type { EvaluateRequest } from '../denoiser'
import type { ContextDenoiser } from './context-denoiser'

const { maskId } = tinyArchitecture
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'known-canvas-'))
  await writeTinyModel(directory, { seed: 1 })
})

afterAll(() => rm(directory, { recursive: true }))

describe.each(['float32', 'int8'] as const)('a canvas that is remembered, in %s', (precision) => {
  let denoiser: ContextDenoiser
  /** Of the last call, for each alternative. */
  let rows = 0

  beforeAll(async () => {
    denoiser = await openInPrecision(directory, precision, {
      watch: (session) => ({
        run(inputs, outputs) {
          rows = inputs['ids']!.dimensions[1]!
          return session.run(inputs, outputs)
        },
        release: () => session.release()
      })
    })
  })

  afterAll(() => denoiser.dispose())

  it('is computed whole at first, and then where it is asked about and where it has changed', async () => {
    const session = await denoiser.open({
      contexts: [text(20), text(9)],
      canvases: [{ length: 8, openLength: true }]
    })
    const memories = [session.remember()]
    const ask = (canvas: Int32Array, positions: Int32Array): EvaluateRequest => ({
      alternatives: [canvas],
      positions: [positions],
      totalNoise: 1,
      memories
    })
    const hidden = new Int32Array(8).fill(maskId)
    const { memories: _, ...exact } = ask(hidden, ids(0, 3))
    expect(await session.evaluate(ask(hidden, ids(0, 3)))).toEqual(await session.evaluate(exact))
    expect(rows).toBe(9)
    // The row of a token predicts the one behind it: rows 1 (revealed), 4 (revealed and asked) and 5 are computed.
    const revealed = Int32Array.from(hidden)
    revealed[0] = 40
    revealed[3] = 41
    const [near] = await session.evaluate(ask(revealed, ids(4, 5)))
    expect(rows).toBe(3)
    expect(near!.map(({ position }) => position)).toEqual([4, 5])
    const [again] = await session.evaluate(ask(revealed, ids(4, 5)))
    expect([rows, again]).toEqual([2, near])
    // A single row is never computed alone.
    await session.evaluate(ask(revealed, ids(7)))
    expect(rows).toBe(2)
    // All that changed is what is asked for: nothing is taken from memory that is not as it would be computed.
    const others = session.remember()
    await session.evaluate({ ...ask(revealed, range(8)), memories: [others] })
    const changed = revealed.map((_, position) => 50 + position)
    const request = ask(changed, range(8))
    const { memories: __, ...whole } = request
    const [exactly] = await session.evaluate(whole)
    const [remembered] = await session.evaluate({ ...request, memories: [others] })
    expect(remembered).toEqual(exactly)
    await session.close()
  })

  it('says the same of an alternative, bit for bit, whatever runs beside it', async () => {
    await fc.assert(
      fc.asyncProperty(filledWindow(6), fc.array(fc.nat(), { minLength: 6 }), async (window, choices) => {
        const { layout, canvases } = window
        const session = await denoiser.open(layout)
        // Each alternative goes from one canvas to another, and on to a third.
        const steps = [0, 1, 2].map((step) => [canvases[step]!, canvases[step + 3]!])
        const asked = steps.map((_, step) =>
          [0, 1].map((index) => ids(choices[2 * step + index]! % canvases[0]!.length))
        )
        const go = async (chosen: readonly number[]): Promise<unknown[]> => {
          const memories = chosen.map(() => session.remember())
          const answers: unknown[] = []
          for (const [step, alternatives] of steps.entries()) {
            const request = {
              alternatives: chosen.map((index) => alternatives[index]!),
              positions: chosen.map((index) => asked[step]![index]!),
              totalNoise: 1,
              memories
            }
            answers.push(await session.evaluate(request))
          }
          return answers
        }
        const together = (await go([0, 1])) as unknown[][]
        for (const index of [0, 1]) {
          expect(await go([index])).toEqual(together.map((answers) => [answers[index]]))
        }
        await session.close()
      }),
      { numRuns: 25 }
    )
  })
})
