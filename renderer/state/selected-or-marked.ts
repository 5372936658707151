import type { MarkedRegion, SpanState } from '../editor/spans'
import type { Range } from '../editor/text-change'

/** What Regenerate would fill: the selection when there is one, otherwise all regions. */
export function selectedOrMarked(
  spans: SpanState,
  selected: readonly Range[]
): readonly (Range & Pick<MarkedRegion, 'words'>)[] {
  return selected.length > 0 ? selected : spans.regions
}
