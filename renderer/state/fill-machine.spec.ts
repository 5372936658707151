import { describe, expect, it } from 'vitest'
import {
  chosenProposal,
  idle,
  stepFill,
  type FillEvent,
  type FillResult,
  type FillState
} from './fill-machine'

const proposal = (text: string) => ({ score: -1, regions: [{ text, logProb: -1, cells: [] }] })
const result: FillResult = {
  alternatives: [proposal('first'), proposal('second'), proposal('third')],
  steps: 16,
  networkCalls: 9,
  milliseconds: 300,
  seed: 7,
  model: 'test',
  device: 'cpu'
}
const progress = { networkCalls: 1, plannedCalls: 4, revealed: 2, masks: 8, preview: [[]] }
const run = (events: readonly FillEvent[], from: FillState = idle) =>
  events.reduce(
    ({ state, effects }, event) => {
      const step = stepFill(state, event)
      return { state: step.state, effects: [...effects, ...step.effects] }
    },
    { state: from, effects: [] as unknown[] }
  )

const start: FillEvent = { type: 'start', requestId: 'a', regions: [3] }
const done: FillEvent = { type: 'done', requestId: 'a', result }

describe('fill machine', () => {
  it('runs, proposes and applies what was chosen', () => {
    const { state, effects } = run([
      start,
      { type: 'progress', requestId: 'a', progress },
      done,
      { type: 'accept' }
    ])
    expect(state).toEqual(idle)
    expect(effects).toEqual([
      { type: 'run', requestId: 'a', regions: [3] },
      { type: 'apply', regions: [3], proposal: result.alternatives[0] }
    ])
  })

  it('keeps the latest progress', () => {
    expect(run([start, { type: 'progress', requestId: 'a', progress }]).state).toMatchObject({ progress })
  })

  it('turns round the alternatives in both directions', () => {
    const at = (...turns: (1 | -1)[]) => {
      const { state } = run([start, done, ...turns.map((by): FillEvent => ({ type: 'turn', by }))])
      return state.name === 'proposal' ? chosenProposal(state).regions[0]!.text : null
    }
    expect([at(), at(1), at(1, 1), at(1, 1, 1), at(-1)]).toEqual([
      'first',
      'second',
      'third',
      'first',
      'third'
    ])
  })

  it('stops at once and ignores what comes late', () => {
    const late: FillEvent[] = [
      { type: 'progress', requestId: 'a', progress },
      done,
      { type: 'failed', requestId: 'a', error: { code: 'cancelled', message: 'Cancelled.' } }
    ]
    const { state, effects } = run([start, { type: 'stop' }, ...late])
    expect(state).toEqual(idle)
    expect(effects.slice(1)).toEqual([
      { type: 'cancel', requestId: 'a' },
      { type: 'tell', kind: 'info', text: 'Stopped. Nothing was changed.' }
    ])
  })

  it('ignores an older request while a newer one runs', () => {
    const { state, effects } = run([start, { type: 'start', requestId: 'b', regions: [4] }, done])
    expect(state).toMatchObject({ name: 'running', requestId: 'b' })
    expect(effects).toContainEqual({ type: 'cancel', requestId: 'a' })
  })

  it('tells a failure in its own words', () => {
    const error = { code: 'inference-ended', message: 'The model stopped. Try again.' }
    expect(run([start, { type: 'failed', requestId: 'a', error }])).toEqual({
      state: idle,
      effects: [
        { type: 'run', requestId: 'a', regions: [3] },
        { type: 'tell', kind: 'alert', text: 'The model stopped. Try again.' }
      ]
    })
  })

  it.each([
    ['running', [start], true],
    ['a proposal', [start, done], false]
  ] as const)('gives up %s when its place is edited', (_name, events, cancels) => {
    const { state, effects } = run([...events, { type: 'touched' }])
    expect(state).toEqual(idle)
    expect(effects.some((effect) => (effect as { type: string }).type === 'cancel')).toBe(cancels)
    expect(effects).toContainEqual(expect.objectContaining({ type: 'tell', kind: 'info' }))
  })

  it('discards a proposal without applying it', () => {
    const { state, effects } = run([start, done, { type: 'discard' }, { type: 'accept' }])
    expect(state).toEqual(idle)
    expect(effects).not.toContainEqual(expect.objectContaining({ type: 'apply' }))
  })
})
