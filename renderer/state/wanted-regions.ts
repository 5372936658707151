import type { Marks } from '../../main/ipc/contract'
import { clip, isLocked, overlaps } from '../editor/spans'
import type { FillState } from './fill-machine'
import { fillMarks } from './fill-marks'
import type { MarkedText } from './marked-text.svelte'

/** The identities of the regions that Regenerate is to fill. Marks the selection, if there is one. */
export function wantedRegions(text: MarkedText, state: FillState): readonly number[] {
  return markedRegions(text, state) ?? text.markRegions(text.selectedRanges)
}

/** The marks of that fill, without marking anything. */
export function wantedMarks(text: MarkedText, state: FillState): Marks {
  const { spans } = text
  const ids = markedRegions(text, state)
  if (ids !== null) return fillMarks(spans, ids)
  const regions = [...text.selectedRanges].sort((one, other) => one.start - other.start)
  return {
    regions: regions.map(({ start, end }) => ({ start, end })),
    locks: regions.flatMap((range) => clip(spans.locks, range).map(({ start, end }) => ({ start, end })))
  }
}

/** Null: what is selected is to become regions. */
function markedRegions(text: MarkedText, state: FillState): readonly number[] | null {
  const { regions } = text.spans
  const selected = text.selectedRanges
  if (selected.length === 0) return state.name === 'proposal' ? state.regions : regions.map(({ id }) => id)
  // Words that stay, selected, stand for the region around them.
  const around = isLocked(text.spans, selected)
    ? regions.filter((region) => selected.some((range) => overlaps(range, region)))
    : []
  return around.length > 0 ? around.map(({ id }) => id) : null
}
