import { characterBefore, runsBeforeProgress, runsOfCells, type PreviewRegion } from '../editor/preview-runs'
import { clip } from '../editor/spans'
import { replaceParts, type Card, type Part } from './fill-cards'
import { chosenCard, type FillState } from './fill-machine'
import type { MarkedText } from './marked-text.svelte'

type ActiveState = Exclude<FillState, { name: 'idle' }>

/** What a fill shows in the place of each of its regions: the proposal that is chosen, or what is known of the one in the making. */
export function previewOf(
  state: ActiveState,
  text: MarkedText,
  shadesWords: boolean
): readonly PreviewRegion[] {
  const textIn = text.editor.textIn.bind(text.editor)
  const cells = cellsOf(state)
  return state.regions.flatMap((id, index) => {
    const region = text.region(id)
    if (!region) return []
    const own = cells?.[index]
    const locked = clip(text.spans.locks, region).map((lock) => textIn(lock))
    const runs = own
      ? runsOfCells(own, textIn(characterBefore(region)), locked)
      : runsBeforeProgress(textIn, region, text.spans.locks)
    const shaded = shadesWords
      ? runs
      : runs.map((run) => (run.kind === 'new' ? ({ ...run, certainty: 'sure' } as const) : run))
    return [{ start: region.start, end: region.end, runs: shaded }]
  })
}

/** Undefined while nothing is known yet. */
function cellsOf(state: ActiveState) {
  if (state.name === 'proposal') return chosenCard(state).regions.map(({ cells }) => cells)
  const { task, progress } = state
  if (task.kind === 'regions') return progress?.preview
  const filled = progress?.preview ?? task.parts.map((part) => hide(task.card, part))
  return replaceParts(task.card, task.parts, filled).map(({ cells }) => cells)
}

const hide = ({ regions }: Card, { region, from, to }: Part) =>
  regions[region]!.cells.slice(from, to).map(() => ({ kind: 'mask' }) as const)
