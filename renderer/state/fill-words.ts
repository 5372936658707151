import { sameWords, type FillResult } from './fill-cards'
import { chosenCard, type FillEvent, type ProposalState } from './fill-machine'
import { countWords, formatCount } from './word-count'

/** What is said of proposals to someone who does not see them. @param cause what made them change */
export function spokenProposal(state: ProposalState, cause: FillEvent['type']): string {
  const { regions } = chosenCard(state)
  const spoken = regions.map((region) => region.text.trim()).join(' … ')
  const count = state.cards.length
  const which = count > 1 ? `${state.chosen + 1} of ${count}` : ''
  if (cause === 'turn' || cause === 'choose') return `Proposal ${which}. ${spoken}`
  const words = regions.reduce((sum, region) => sum + countWords(region.text), 0)
  const size = `${formatCount(words, 'word')} in ${formatCount(regions.length, 'region')}`
  return `Proposal ${which && `${which} `}ready: ${size}. ${spoken}`
}

/** Whether a fill that was run again gave the same words, and why not. */
export function replayReport(first: FillResult, again: FillResult): string {
  if (sameWords(first, again))
    return 'The same words again: this fill can be repeated from its settings and seed.'
  return first.device === again.device && first.model === again.model
    ? 'Other words this time. On a graphics processor the last digits of the arithmetic may differ from run to run.'
    : `Other words this time, because another model or device ran it (${again.model}, ${again.device}).`
}
