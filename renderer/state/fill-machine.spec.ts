import { describe, expect, it } from 'vitest'
import type { Card, FillRecord, FillResult } from './fill-cards'
import {
  chosenCard,
  idle,
  stepFill,
  type FillEvent,
  type FillState,
  type ProposalState
} from './fill-machine'

const token = (text: string) => ({ kind: 'token' as const, text, confidence: 0.9 })
const alternative = (text: string) => ({ score: -1, regions: [{ text, logProb: -1, cells: [token(text)] }] })
const result = (...texts: string[]): FillResult => ({
  alternatives: texts.map(alternative),
  steps: 16,
  networkCalls: 9,
  milliseconds: 300,
  seed: 7,
  model: 'test',
  device: 'cpu'
})
const settings = {
  steps: 16,
  order: 'confidence',
  temperature: 1,
  topP: 1,
  seed: 7,
  alternatives: 1,
  strength: 1,
  length: 'automatic',
  polish: 0
} as const
const recordOf = (...texts: string[]): FillRecord => ({
  request: { text: '', marks: { regions: [], locks: [] }, settings },
  result: result(...texts)
})
const progress = {
  networkCalls: 1,
  plannedCalls: 4,
  revealed: 1,
  masks: 2,
  preview: [[token('half'), { kind: 'mask' as const }]]
}
const run = (events: readonly FillEvent[], from: FillState = idle) =>
  events.reduce(
    ({ state, effects }, event) => {
      const step = stepFill(state, event)
      return { state: step.state, effects: [...effects, ...step.effects] }
    },
    { state: from, effects: [] as unknown[] }
  )

const task = { kind: 'regions' } as const
const start = (requestId: string, ...regions: number[]): FillEvent => ({
  type: 'start',
  requestId,
  regions,
  task
})
const done = (requestId: string, ...texts: string[]): FillEvent => ({
  type: 'done',
  requestId,
  record: recordOf(...texts)
})
const shown = (state: FillState) => chosenCard(state as ProposalState).regions[0]!.text

describe('fill machine', () => {
  it('runs, proposes and applies what was chosen', () => {
    const { state, effects } = run([
      start('a', 3),
      { type: 'progress', requestId: 'a', progress },
      done('a', 'first'),
      { type: 'accept' }
    ])
    expect(state).toEqual(idle)
    expect(effects).toEqual([
      { type: 'run', requestId: 'a', regions: [3], task },
      { type: 'apply', proposals: run([start('a', 3), done('a', 'first')]).state }
    ])
  })

  it('keeps the latest progress', () => {
    expect(run([start('a', 3), { type: 'progress', requestId: 'a', progress }]).state).toMatchObject({
      progress
    })
  })

  it('turns round the proposals in both directions', () => {
    const at = (...turns: (1 | -1)[]) =>
      shown(
        run([
          start('a', 3),
          done('a', 'first', 'second', 'third'),
          ...turns.map((by): FillEvent => ({ type: 'turn', by }))
        ]).state
      )
    expect([at(), at(1), at(1, 1), at(1, 1, 1), at(-1)]).toEqual([
      'first',
      'second',
      'third',
      'first',
      'third'
    ])
  })

  it('keeps the earlier proposals when the same regions are filled again, and shows the first new one', () => {
    const { state } = run([
      start('a', 3),
      done('a', 'first', 'second'),
      start('b', 3),
      done('b', 'third', 'fourth')
    ])
    expect((state as ProposalState).cards.map(({ regions }) => regions[0]!.text)).toEqual([
      'first',
      'second',
      'third',
      'fourth'
    ])
    expect(shown(state)).toBe('third')
  })

  it.each([
    ['fails', { type: 'failed', requestId: 'b', error: { code: 'x', message: 'No.' } }],
    ['is stopped before its first word', { type: 'stop' }]
  ] as const)('goes back to the earlier proposals when another try %s', (_name, end) => {
    const { state } = run([start('a', 3), done('a', 'first'), start('b', 3), end])
    expect(shown(state)).toBe('first')
  })

  it('puts proposals aside when other regions are filled', () => {
    const first = run([start('a', 3), done('a', 'first')]).state
    const { state, effects } = run([start('b', 4)], first)
    expect(state).toMatchObject({ name: 'running', cards: [] })
    expect(effects).toContainEqual({ type: 'shelve', proposals: first })
  })

  it('stops at once, changes nothing before the first word, and ignores what comes late', () => {
    const late: FillEvent[] = [
      { type: 'progress', requestId: 'a', progress },
      done('a', 'late'),
      { type: 'failed', requestId: 'a', error: { code: 'cancelled', message: 'Cancelled.' } }
    ]
    const { state, effects } = run([start('a', 3), { type: 'stop' }, ...late])
    expect(state).toEqual(idle)
    expect(effects.slice(1)).toEqual([
      { type: 'cancel', requestId: 'a' },
      { type: 'tell', kind: 'info', text: 'Stopped. Nothing was changed.' }
    ])
  })

  it('keeps what was revealed as a proposal when it is stopped later', () => {
    const { state, effects } = run([
      start('a', 3),
      { type: 'progress', requestId: 'a', progress },
      { type: 'stop' },
      done('a', 'late')
    ])
    expect(chosenCard(state as ProposalState)).toEqual({
      regions: [{ text: 'half', cells: progress.preview[0]! }],
      record: null,
      from: { run: 'a', alternative: 0 }
    } satisfies Card)
    expect(effects).toContainEqual({ type: 'cancel', requestId: 'a' })
  })

  it('ignores an older request while a newer one runs', () => {
    const { state, effects } = run([start('a', 3), start('b', 4), done('a', 'old')])
    expect(state).toMatchObject({ name: 'running', requestId: 'b' })
    expect(effects).toContainEqual({ type: 'cancel', requestId: 'a' })
  })

  it('tells a failure in its own words', () => {
    const error = { code: 'inference-ended', message: 'The model stopped. Try again.' }
    expect(run([start('a', 3), { type: 'failed', requestId: 'a', error }])).toEqual({
      state: idle,
      effects: [
        { type: 'run', requestId: 'a', regions: [3], task },
        { type: 'tell', kind: 'alert', text: 'The model stopped. Try again.' }
      ]
    })
  })

  it.each([
    ['running', [start('a', 3)], true],
    ['a proposal', [start('a', 3), done('a', 'first')], false]
  ] as const)('gives up %s when its place is edited', (_name, events, cancels) => {
    const { state, effects } = run([...events, { type: 'touched' }])
    const types = effects.map((effect) => (effect as { type: string }).type)
    expect(state).toEqual(idle)
    expect(types.includes('cancel')).toBe(cancels)
    expect(types.includes('shelve')).toBe(!cancels)
    expect(effects).toContainEqual(expect.objectContaining({ type: 'tell', kind: 'info' }))
  })

  it('discards proposals without applying them, and keeps them for undo', () => {
    const proposals = run([start('a', 3), done('a', 'first')]).state
    const { state, effects } = run([{ type: 'discard' }, { type: 'accept' }], proposals)
    expect(state).toEqual(idle)
    expect(effects).not.toContainEqual(expect.objectContaining({ type: 'apply' }))
    expect(effects).toContainEqual({ type: 'shelve', proposals })
  })

  it('brings proposals back, and ends what runs for that', () => {
    const proposals = run([start('a', 3), done('a', 'first')]).state as ProposalState
    const { state, effects } = run([start('b', 4), { type: 'restore', to: proposals }])
    expect(state).toBe(proposals)
    expect(effects).toContainEqual({ type: 'cancel', requestId: 'b' })
  })
})
