import type { EvaluateRequest, WindowLayout } from '../denoiser'
import { DenoiserError } from '../denoiser-error'
import type { KnownCanvas } from './known-canvas'

/** For each alternative the first one that asks the same, of those of which nothing is known. */
export function distinctQuestions(
  { alternatives, positions, targets }: EvaluateRequest,
  memories: readonly KnownCanvas[] | undefined
): number[] {
  const first = new Map<string, number>()
  return alternatives.map((canvas, index) => {
    const known = memories?.[index]?.isEmpty === false ? [index] : []
    const parts = [canvas, positions[index], targets?.[index] ?? [], known]
    const question = parts.map((part) => String(part)).join(' ')
    if (!first.has(question)) first.set(question, index)
    return first.get(question)!
  })
}

/** @throws DenoiserError `bad-request` */
export function checkLayout({ contexts, canvases }: WindowLayout): void {
  if (canvases.length === 0 || contexts.length !== canvases.length + 1) {
    throw new DenoiserError(
      'bad-request',
      'A window needs at least one canvas, and one context more than canvases.'
    )
  }
  if (canvases.some(({ length }) => !Number.isInteger(length) || length < 1)) {
    throw new DenoiserError('bad-request', 'A canvas needs at least one token.')
  }
}

/** @throws DenoiserError `bad-request` */
export function checkRequest(
  { alternatives, positions, targets, memories }: EvaluateRequest,
  canvasLength: number
): void {
  const wrong =
    alternatives.length === 0 ||
    alternatives.some(({ length }) => length !== canvasLength) ||
    positions.length !== alternatives.length ||
    positions.some((asked) => asked.some((position) => position < 0 || position >= canvasLength)) ||
    (targets !== undefined &&
      (targets.length !== positions.length ||
        targets.some(({ length }, index) => length !== positions[index]!.length))) ||
    (memories !== undefined && memories.length !== alternatives.length)
  if (wrong) {
    throw new DenoiserError(
      'bad-request',
      `Each alternative needs a canvas of ${canvasLength} tokens, its positions on it, one target a position, and a memory if others have one.`
    )
  }
}
