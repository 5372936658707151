import type { ErrorPayload, EventOf, ResponseOf } from '../../main/ipc/contract'

export type FillProgress = EventOf<'fill:progress'>['progress']
export type FillResult = ResponseOf<'fill:run'>
export type Proposal = FillResult['alternatives'][number]

/** Where a fill stands. `regions` are the identities of the regions that are being filled, in the order of the text. */
export type FillState =
  | { readonly name: 'idle' }
  | {
      readonly name: 'running'
      readonly requestId: string
      readonly regions: readonly number[]
      readonly progress: FillProgress | null
    }
  | {
      readonly name: 'proposal'
      readonly regions: readonly number[]
      readonly result: FillResult
      /** Index of the alternative that is shown. */
      readonly chosen: number
    }

export type FillEvent =
  | { readonly type: 'start'; readonly requestId: string; readonly regions: readonly number[] }
  | { readonly type: 'progress'; readonly requestId: string; readonly progress: FillProgress }
  | { readonly type: 'done'; readonly requestId: string; readonly result: FillResult }
  | { readonly type: 'failed'; readonly requestId: string; readonly error: ErrorPayload }
  /** The writer edited inside a region that is being filled or proposed. */
  | { readonly type: 'touched' }
  | { readonly type: 'stop' }
  | { readonly type: 'accept' }
  | { readonly type: 'discard' }
  | { readonly type: 'turn'; readonly by: 1 | -1 }

export type FillEffect =
  | { readonly type: 'run'; readonly requestId: string; readonly regions: readonly number[] }
  | { readonly type: 'cancel'; readonly requestId: string }
  | { readonly type: 'apply'; readonly regions: readonly number[]; readonly proposal: Proposal }
  | { readonly type: 'tell'; readonly kind: 'info' | 'alert'; readonly text: string }

export interface FillStep {
  readonly state: FillState
  readonly effects: readonly FillEffect[]
}

export const idle: FillState = { name: 'idle' }

const tell = (text: string): FillEffect => ({ type: 'tell', kind: 'info', text })

/** The alternative that is shown. */
export function chosenProposal(state: FillState & { readonly name: 'proposal' }): Proposal {
  return state.result.alternatives[state.chosen] ?? state.result.alternatives[0]!
}

/**
 * One step of the fill: the next state, and what has to be done outside. An event that does not belong to the state (a result that comes
 * after Stop, an old request's progress) changes nothing.
 */
export function stepFill(state: FillState, event: FillEvent): FillStep {
  const stay: FillStep = { state, effects: [] }
  if (event.type === 'start') {
    const { requestId, regions } = event
    const cancel: FillEffect[] =
      state.name === 'running' ? [{ type: 'cancel', requestId: state.requestId }] : []
    return {
      state: { name: 'running', requestId, regions, progress: null },
      effects: [...cancel, { type: 'run', requestId, regions }]
    }
  }
  if (state.name === 'running') return stepRunning(state, event) ?? stay
  if (state.name === 'proposal') return stepProposal(state, event) ?? stay
  return stay
}

function stepRunning(state: FillState & { readonly name: 'running' }, event: FillEvent): FillStep | null {
  const { requestId, regions } = state
  const cancel: FillEffect = { type: 'cancel', requestId }
  if ('requestId' in event && event.requestId !== requestId) return null
  switch (event.type) {
    case 'progress':
      return { state: { ...state, progress: event.progress }, effects: [] }
    case 'done':
      return { state: { name: 'proposal', regions, result: event.result, chosen: 0 }, effects: [] }
    case 'failed':
      return {
        state: idle,
        effects: [event.error.code === 'cancelled' ? tell(stopped) : failure(event.error)]
      }
    case 'stop':
    case 'discard':
      return { state: idle, effects: [cancel, tell(stopped)] }
    case 'touched':
      return {
        state: idle,
        effects: [cancel, tell('Stopped, because a region that was being filled was edited.')]
      }
    default:
      return null
  }
}

const stopped = 'Stopped. Nothing was changed.'

const failure = ({ message }: ErrorPayload): FillEffect => ({ type: 'tell', kind: 'alert', text: message })

function stepProposal(state: FillState & { readonly name: 'proposal' }, event: FillEvent): FillStep | null {
  const { regions } = state
  switch (event.type) {
    case 'accept':
      return { state: idle, effects: [{ type: 'apply', regions, proposal: chosenProposal(state) }] }
    case 'stop':
    case 'discard':
      return { state: idle, effects: [tell('Discarded. Nothing was changed.')] }
    case 'touched':
      return {
        state: idle,
        effects: [tell('The proposal was dropped, because its place in the text was edited.')]
      }
    case 'turn': {
      const count = state.result.alternatives.length
      return { state: { ...state, chosen: (state.chosen + event.by + count) % count }, effects: [] }
    }
    default:
      return null
  }
}
