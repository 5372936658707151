import { isLocked, overlaps } from '../editor/spans'
import type { FillState } from './fill-machine'
import type { MarkedText } from './marked-text.svelte'

/** The identities of the regions that Regenerate is to fill. Marks the selection, if there is one. */
export function wantedRegions(text: MarkedText, state: FillState): readonly number[] {
  const { regions } = text.spans
  const selected = text.selectedRanges
  if (selected.length > 0) {
    // Words that stay, selected, stand for the region around them.
    const around = isLocked(text.spans, selected)
      ? regions.filter((region) => selected.some((range) => overlaps(range, region)))
      : []
    return around.length > 0 ? around.map(({ id }) => id) : text.markRegions(selected)
  }
  return state.name === 'proposal' ? state.regions : regions.map(({ id }) => id)
}
