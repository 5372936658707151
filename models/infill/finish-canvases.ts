import type { Alternative } from './alternative'
import type { EndingsReader } from './endings-reader'

/**
 * Ends the canvases that were completed where the text behind them follows best: by what the left-to-right reader says of the end and the text
 * behind it, without one by what the network offered there when it chose the words.
 *
 * @throws FillError `cancelled` or `network-failed`.
 */
export async function finishCanvases(
  alternative: Alternative,
  reader: EndingsReader | undefined
): Promise<void> {
  for (const { canvas, endings } of alternative.takeEndings()) {
    if (endings.length === 0) continue
    const follows = await reader?.read(alternative, canvas, endings)
    const values = endings.map(({ offered, strays }, index) => (follows?.[index] ?? offered) - strays)
    const best = Math.max(...values)
    // Of ends that are alike the last one, so that nothing is cut off without a reason.
    if (best > -Infinity) alternative.endAt(canvas, endings[values.lastIndexOf(best)]!)
  }
}
