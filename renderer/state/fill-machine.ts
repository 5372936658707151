import type { ErrorPayload, EventOf } from '../../main/ipc/contract'
import { cardsOf, sameCard, unfinishedCard, type Card, type FillRecord, type FillTask } from './fill-cards'

export type FillProgress = EventOf<'fill:progress'>['progress']

interface Cards {
  /** The identities of the regions that are being filled, in the order of the text. */
  readonly regions: readonly number[]
  /** All proposals for these regions, the oldest first. */
  readonly cards: readonly Card[]
  /** Index of the card that is shown in the text. */
  readonly chosen: number
}

export interface RunningState extends Cards {
  readonly name: 'running'
  readonly requestId: string
  readonly task: FillTask
  readonly progress: FillProgress | null
}

export interface ProposalState extends Cards {
  readonly name: 'proposal'
}

/** Where a fill stands. */
export type FillState = { readonly name: 'idle' } | RunningState | ProposalState

export type FillEvent =
  | {
      readonly type: 'start'
      readonly requestId: string
      readonly regions: readonly number[]
      readonly task: FillTask
    }
  | { readonly type: 'progress'; readonly requestId: string; readonly progress: FillProgress }
  | { readonly type: 'done'; readonly requestId: string; readonly record: FillRecord }
  | { readonly type: 'failed'; readonly requestId: string; readonly error: ErrorPayload }
  /** The writer edited inside a region that is being filled or proposed. */
  | { readonly type: 'touched' }
  | { readonly type: 'stop' }
  | { readonly type: 'accept' }
  | { readonly type: 'discard' }
  | { readonly type: 'turn'; readonly by: 1 | -1 }
  | { readonly type: 'choose'; readonly index: number }
  /** A card takes the place of the one that is shown. */
  | { readonly type: 'change'; readonly card: Card }
  /** A part of the card that is shown was accepted: what is left of it waits for what is left of the regions. */
  | { readonly type: 'narrow'; readonly regions: readonly number[]; readonly card: Card }
  /** Undo or redo brings back what waited, or that nothing did. */
  | { readonly type: 'restore'; readonly to: ProposalState | null }

export type FillEffect =
  | {
      readonly type: 'run'
      readonly requestId: string
      readonly regions: readonly number[]
      readonly task: FillTask
    }
  | { readonly type: 'cancel'; readonly requestId: string }
  | { readonly type: 'apply'; readonly proposals: ProposalState }
  /** Proposals go: undo must be able to bring them back. */
  | { readonly type: 'shelve'; readonly proposals: ProposalState }
  | { readonly type: 'tell'; readonly kind: 'info' | 'alert'; readonly text: string }

export interface FillStep {
  readonly state: FillState
  readonly effects: readonly FillEffect[]
}

export const idle: FillState = { name: 'idle' }

const tell = (text: string): FillEffect => ({ type: 'tell', kind: 'info', text })

/** The card that is shown. */
export function chosenCard({ cards, chosen }: ProposalState): Card {
  return cards[chosen] ?? cards[0]!
}

/** The proposals that wait in a state; null when there are none. */
export function waitingProposals(state: FillState): ProposalState | null {
  if (state.name === 'proposal') return state
  if (state.name === 'idle' || state.cards.length === 0) return null
  const { regions, cards, chosen } = state
  return { name: 'proposal', regions, cards, chosen }
}

/**
 * One step of the fill: the next state, and what has to be done outside. An event that does not belong to the state (a result that comes
 * after Stop, an old request's progress) changes nothing.
 */
export function stepFill(state: FillState, event: FillEvent): FillStep {
  const stay: FillStep = { state, effects: [] }
  if (event.type === 'start') return start(state, event)
  if (event.type === 'restore') return { state: event.to ?? idle, effects: cancels(state) }
  if (state.name === 'running') return stepRunning(state, event) ?? stay
  if (state.name === 'proposal') return stepProposal(state, event) ?? stay
  return stay
}

const cancels = (state: FillState): readonly FillEffect[] =>
  state.name === 'running' ? [{ type: 'cancel', requestId: state.requestId }] : []

function start(state: FillState, event: FillEvent & { readonly type: 'start' }): FillStep {
  const { requestId, regions, task } = event
  const waiting = waitingProposals(state)
  const goesOn = waiting !== null && isSameList(waiting.regions, regions)
  const { cards, chosen } = goesOn ? waiting : { cards: [], chosen: 0 }
  const shelve: FillEffect[] = waiting && !goesOn ? [{ type: 'shelve', proposals: waiting }] : []
  return {
    state: { name: 'running', requestId, regions, task, cards, chosen, progress: null },
    effects: [...cancels(state), ...shelve, { type: 'run', requestId, regions, task }]
  }
}

const isSameList = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

function withCards({ requestId, regions, cards }: RunningState, fresh: readonly Card[]): ProposalState {
  const named = fresh.map((card, alternative) => ({ ...card, from: { run: requestId, alternative } }))
  return { name: 'proposal', regions, cards: [...cards, ...named], chosen: cards.length }
}

function stepRunning(state: RunningState, event: FillEvent): FillStep | null {
  if ('requestId' in event && event.requestId !== state.requestId) return null
  const waiting = waitingProposals(state)
  switch (event.type) {
    case 'progress':
      return { state: { ...state, progress: event.progress }, effects: [] }
    case 'done': {
      const { task } = state
      const fresh = cardsOf(task, event.record)
      if (waiting && task.kind === 'polish' && fresh.every((card) => sameCard(card, task.card)))
        return { state: waiting, effects: [tell(nothingLikelier)] }
      return { state: withCards(state, fresh), effects: [] }
    }
    case 'failed':
      return {
        state: waiting ?? idle,
        effects: [event.error.code === 'cancelled' ? tell(stopped) : failure(event.error)]
      }
    case 'stop': {
      const { progress, task } = state
      if (!progress || progress.revealed === 0 || task.kind === 'polish')
        return { state: waiting ?? idle, effects: [...cancels(state), tell(stopped)] }
      const card = unfinishedCard(task, progress.preview)
      return { state: withCards(state, [card]), effects: [...cancels(state), tell(stoppedEarly)] }
    }
    case 'discard':
      return { state: idle, effects: [...cancels(state), tell(stopped)] }
    case 'choose':
      return { state: { ...state, chosen: event.index }, effects: [] }
    case 'touched':
      return {
        state: idle,
        effects: [
          ...cancels(state),
          ...(waiting ? [{ type: 'shelve', proposals: waiting } as const] : []),
          tell('Stopped, because a region that was being filled was edited.')
        ]
      }
    default:
      return null
  }
}

const stopped = 'Stopped. Nothing was changed.'
const nothingLikelier = 'Polished: no other words were found that make this proposal likelier.'
const stoppedEarly = 'Stopped. What was found so far is a proposal; it can be continued.'

const failure = ({ message }: ErrorPayload): FillEffect => ({ type: 'tell', kind: 'alert', text: message })

function stepProposal(state: ProposalState, event: FillEvent): FillStep | null {
  const { cards } = state
  const shelve: FillEffect = { type: 'shelve', proposals: state }
  switch (event.type) {
    case 'accept':
      return { state: idle, effects: [{ type: 'apply', proposals: state }] }
    case 'stop':
    case 'discard':
      return {
        state: idle,
        effects: [shelve, tell('Discarded. Nothing was changed; Undo brings the proposals back.')]
      }
    case 'touched':
      return {
        state: idle,
        effects: [
          shelve,
          tell(
            'The proposals were dropped, because their place in the text was edited. Undo brings them back.'
          )
        ]
      }
    case 'turn':
      return {
        state: { ...state, chosen: (state.chosen + event.by + cards.length) % cards.length },
        effects: []
      }
    case 'choose':
      return { state: { ...state, chosen: event.index }, effects: [] }
    case 'change':
      return {
        state: { ...state, cards: cards.map((card, index) => (index === state.chosen ? event.card : card)) },
        effects: []
      }
    case 'narrow':
      return {
        state:
          event.regions.length === 0
            ? idle
            : { name: 'proposal', regions: event.regions, cards: [event.card], chosen: 0 },
        effects: []
      }
    default:
      return null
  }
}
