import type { WindowLayout } from '../denoiser'

/** The rows of a window, context and canvas apart; README.md, "Rows of a fill". */
export interface WindowRows {
  /** Beginning-of-text and all context tokens, with their positions in the window. */
  readonly contextIds: Int32Array
  readonly contextPositions: Int32Array
  /** Context rows that canvas rows must not see, ascending: an anchor's canvas copy stands in for each. */
  readonly hiddenContextRows: readonly number[]
  /** Position in the window of each canvas row: for each canvas its anchor, then its tokens. */
  readonly canvasPositions: Int32Array
  /** For each canvas row the flat canvas position whose token it carries, or −1 for an anchor with a token of its own. */
  readonly rowSources: Int32Array
  /** For each canvas row its token where `rowSources` is −1, else 0. */
  readonly rowTokens: Int32Array
  /** For each flat canvas position the canvas row that predicts it: the one before its own. */
  readonly predictionRows: Int32Array
  /** For each flat canvas position whether PAD may stand there. */
  readonly padAllowed: readonly boolean[]
  /** Tokens of the whole window, beginning-of-text included. */
  readonly windowLength: number
}

/** Lays out the rows of a window. */
export function layOutRows(layout: WindowLayout, endOfTextId: number): WindowRows {
  const contextIds = [endOfTextId, ...layout.contexts[0]!]
  const contextPositions = contextIds.map((_, position) => position)
  const hiddenContextRows: number[] = []
  const canvasPositions: number[] = []
  const rowSources: number[] = []
  const rowTokens: number[] = []
  const predictionRows: number[] = []
  const padAllowed: boolean[] = []
  let position = contextIds.length
  let afterCanvas = false
  layout.canvases.forEach(({ length, openLength }, index) => {
    canvasPositions.push(position - 1)
    if (afterCanvas) {
      rowSources.push(padAllowed.length - 1)
      rowTokens.push(0)
    } else {
      rowSources.push(-1)
      rowTokens.push(contextIds.at(-1)!)
      hiddenContextRows.push(contextIds.length - 1)
    }
    for (let token = 0; token < length; token += 1) {
      predictionRows.push(rowSources.length - 1)
      canvasPositions.push(position)
      rowSources.push(padAllowed.length)
      rowTokens.push(0)
      padAllowed.push(openLength)
      position += 1
    }
    const following = layout.contexts[index + 1]!
    for (const id of following) {
      contextIds.push(id)
      contextPositions.push(position)
      position += 1
    }
    afterCanvas = following.length === 0
  })
  return {
    contextIds: Int32Array.from(contextIds),
    contextPositions: Int32Array.from(contextPositions),
    hiddenContextRows,
    canvasPositions: Int32Array.from(canvasPositions),
    rowSources: Int32Array.from(rowSources),
    rowTokens: Int32Array.from(rowTokens),
    predictionRows: Int32Array.from(predictionRows),
    padAllowed,
    windowLength: position
  }
}

/** Token ids of the canvas rows for one alternative's canvas as it stands. */
export function canvasRowIds({ rowSources, rowTokens }: WindowRows, canvas: Int32Array): Int32Array {
  return rowSources.map((source, row) => (source < 0 ? rowTokens[row]! : canvas[source]!))
}
