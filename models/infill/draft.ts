import type { FillContext } from './fill-context'
import type { Judgement } from './judge'
import type { Proposal } from './proposal'
import { regionCells, textOfCells, type CanvasContent } from './region-output'

/** One proposal in the making. */
export interface Draft {
  /** Names its streams of random numbers. */
  readonly index: number
  /** What stands in each canvas of the plan so far. */
  readonly contents: CanvasContent[]
  /** Text of the canvases that are done, as the network sees it (with the leading space a canvas owns). */
  readonly texts: string[]
  /** One for each window that is done. */
  readonly judgements: Judgement[]
}

/** A canvas of which nothing is known but its length. */
export function hiddenContent(length: number, maskId: number): CanvasContent {
  return {
    tokens: new Int32Array(length).fill(maskId),
    logProbabilities: new Float64Array(length),
    drawnFrom: []
  }
}

/** A draft whose windows are all done, as a proposal. */
export function toProposal(
  { plan, tokenizer, vocabulary }: FillContext,
  { contents, judgements }: Draft
): Proposal {
  const logProbability = judgements.reduce((sum, judgement) => sum + judgement.logProbability, 0)
  const tokens = judgements.reduce((sum, judgement) => sum + judgement.tokens, 0)
  const regions = regionCells(plan, contents, tokenizer, vocabulary.maskId, true).map((cells, region) => {
    const own = contents.filter((_, canvas) => plan.canvases[canvas]!.region === region)
    const logProb = own
      .flatMap(({ logProbabilities }) => Array.from(logProbabilities))
      .reduce((sum, value) => sum + value, 0)
    return { text: textOfCells(cells), logProb, cells }
  })
  return { score: logProbability / tokens, regions }
}
