import type { Candidates } from '../architectures/denoiser'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { FillPlan, PlannedCanvas } from './plan'
import type { PreviewCell } from './proposal'
import { advance, characterBoundary } from './utf8'

/** What stands in a canvas at some time. */
export interface CanvasContent {
  /** `maskId` where hidden; without PADs. */
  readonly tokens: Int32Array
  /** log p of each token when it was drawn, nats; 0 for tokens of the old text. */
  readonly logProbabilities: Float64Array
  /** What each token was drawn from; undefined where hidden and for tokens of the old text. */
  readonly drawnFrom: readonly (Candidates | undefined)[]
}

/** Candidates of a place that a writer is shown. */
const offered = 6

/** The document's own line ends, for line breaks the network writes. */
function lineBreakOf(plan: FillPlan, { start, end }: PlannedCanvas): string {
  return /\r\n|\r|\n/.exec(plan.document.text.slice(start, end))?.[0] ?? '\n'
}

function canvasCells(
  plan: FillPlan,
  canvas: PlannedCanvas,
  { tokens, logProbabilities, drawnFrom }: CanvasContent,
  tokenizer: Tokenizer,
  maskId: number,
  showsCandidates: boolean
): PreviewCell[] {
  const written = (decoded: string, index: number): string =>
    (index === 0 && canvas.seams.ownsSpace ? decoded.replace(/^ /, '') : decoded).replaceAll(
      '\n',
      lineBreakOf(plan, canvas)
    )
  const newDecoder = () => new TextDecoder('utf-8', { ignoreBOM: true })
  let decoder = newDecoder()
  const cells = Array.from(tokens, (token, index): PreviewCell => {
    if (token === maskId) {
      // Half a character before a hidden position waits for the rest; nothing of it is shown.
      decoder = newDecoder()
      return { kind: 'mask' }
    }
    const decoded = decoder.decode(tokenizer.tokenBytes(token), { stream: true })
    const candidates = showsCandidates ? drawnFrom[index] : undefined
    return {
      kind: 'token',
      text: written(decoded, index),
      confidence: Math.exp(logProbabilities[index]!),
      ...(candidates === undefined
        ? {}
        : {
            candidates: offeredTexts(candidates, tokenizer).map(({ text, probability }) => ({
              text: written(text, index),
              probability
            }))
          })
    }
  })
  return canvas.seams.addsSpace ? [...cells, { kind: 'lock', text: ' ' }] : cells
}

/** The likeliest candidates that have a text: no PAD, no half characters. */
function offeredTexts(
  { tokens, logProbabilities }: Candidates,
  tokenizer: Tokenizer
): { readonly text: string; readonly probability: number }[] {
  const texts: { text: string; probability: number }[] = []
  for (const [index, token] of tokens.entries()) {
    if (texts.length === offered) break
    const bytes = tokenizer.tokenBytes(token)
    if (bytes.length === 0 || advance(characterBoundary, bytes) !== characterBoundary) continue
    texts.push({ text: new TextDecoder().decode(bytes), probability: Math.exp(logProbabilities[index]!) })
  }
  return texts
}

/**
 * The cells of every region: what is locked in it (also the white space at its edges, which stays), what is hidden, what was drawn.
 *
 * @param contents of every canvas of the plan.
 * @param showsCandidates whether drawn tokens come with what else the network offered there.
 */
export function regionCells(
  plan: FillPlan,
  contents: readonly CanvasContent[],
  tokenizer: Tokenizer,
  maskId: number,
  showsCandidates = false
): PreviewCell[][] {
  const { regions, text } = plan.document
  const kept = (start: number, end: number): PreviewCell[] =>
    start < end ? [{ kind: 'lock', text: text.slice(start, end) }] : []
  return regions.map((region, index) => {
    const cells: PreviewCell[] = []
    let at = region.start
    plan.canvases.forEach((canvas, canvasIndex) => {
      if (canvas.region !== index) return
      cells.push(...kept(at, canvas.start))
      cells.push(...canvasCells(plan, canvas, contents[canvasIndex]!, tokenizer, maskId, showsCandidates))
      at = canvas.end
    })
    return [...cells, ...kept(at, region.end)]
  })
}

/** The text of cells without masks. */
export function textOfCells(cells: readonly PreviewCell[]): string {
  return cells.map((cell) => (cell.kind === 'mask' ? '' : cell.text)).join('')
}
