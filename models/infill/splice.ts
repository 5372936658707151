import type { Region } from './document'
import type { Proposal } from './proposal'

/** A filled document, and where its regions are now. */
export interface SplicedText {
  readonly text: string
  readonly regions: readonly { readonly start: number; readonly end: number }[]
}

/** Puts a proposal into the text it was made for. Everything outside of the regions is sliced from the original string. */
export function splice(
  text: string,
  regions: readonly Region[],
  proposal: Pick<Proposal, 'regions'>
): SplicedText {
  let filled = ''
  let at = 0
  const spans = regions.map((region, index) => {
    filled += text.slice(at, region.start)
    const start = filled.length
    filled += proposal.regions[index]!.text
    at = region.end
    return { start, end: filled.length }
  })
  return { text: filled + text.slice(at), regions: spans }
}
