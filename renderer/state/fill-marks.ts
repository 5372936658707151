import type { Marks } from '../../main/ipc/contract'
import { clip, type SpanState } from '../editor/spans'

/** The marks of a fill of some of the regions: those, and the parts of locks inside them. */
export function fillMarks(spans: SpanState, ids: readonly number[]): Marks {
  const regions = spans.regions.filter((region) => ids.includes(region.id))
  return {
    regions: regions.map(({ start, end, words }) =>
      words === undefined ? { start, end } : { start, end, words }
    ),
    locks: regions.flatMap((region) => clip(spans.locks, region).map(({ start, end }) => ({ start, end })))
  }
}
