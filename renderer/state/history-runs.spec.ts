import { describe, expect, it } from 'vitest'
import type { Run } from '../../main/ipc/companion'
import { testRun } from '../test-support/test-run'
import { accept, authorshipOf, branchAt, withRun } from './history-runs'

const other = '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000b'
const acceptedAs = (alternative: number, text: string, at = 1) => ({
  at,
  alternative,
  texts: [text],
  partly: false
})

describe('the runs that are kept', () => {
  it('are a hundred, the newest', () => {
    let runs: readonly Run[] = [testRun({ at: 0 })]
    for (let at = 1; at < 150; at++) runs = withRun(runs, testRun({ at }))
    expect(runs).toHaveLength(100)
    expect([runs[0]?.at, runs.at(-1)?.at]).toEqual([50, 149])
  })

  it('are fewer when they are long, but the newest stays', () => {
    const long = (at: number) =>
      testRun({
        at,
        alternatives: Array.from({ length: 8 }, () => ({ score: 0, texts: ['a'.repeat(60_000)] }))
      })
    const runs = [1, 2, 3, 4].reduce<readonly Run[]>((all, at) => withRun(all, long(at)), [])
    expect(runs.map(({ at }) => at)).toEqual([3, 4])
    expect(withRun(runs, testRun({ alternatives: [{ score: 0, texts: ['a'.repeat(100_001)] }] }))).toBe(runs)
  })
})

it('takes words that are accepted one after the other for one acceptance in part', () => {
  const first = accept(testRun(), { ...acceptedAs(0, 'red barn'), partly: true })
  const second = accept(first, acceptedAs(0, 'barn', 2))
  expect(second).toMatchObject({
    outcome: 'accepted',
    accepted: [{ at: 2, alternative: 0, texts: ['red barn'], partly: true }]
  })
  expect(accept(second, acceptedAs(1, 'old mill', 3)).accepted).toHaveLength(2)
})

it('knows which words of a text that is put back were the writer’s', () => {
  expect(authorshipOf(testRun(), 0, 'old mill')).toEqual([
    { length: 4, origin: { kind: 'typed' } },
    { length: 4, origin: { kind: 'generated', run: testRun().id, edited: false } }
  ])
})

describe('the versions of a passage', () => {
  const text = 'The old mill stood.'
  const place = { start: 4, end: 12 }
  const passages = [{ ...testRun().passages[0]!, place }]
  const runs = [
    accept(testRun({ passages }), acceptedAs(0, 'red barn')),
    accept(
      testRun({ id: other, passages: [{ ...passages[0]!, text: 'red barn' }] }),
      acceptedAs(1, 'old mill', 2)
    )
  ]

  it('are what stood there first and what was accepted since', () => {
    const branch = branchAt(runs, text, 6)
    expect(branch?.place).toEqual(place)
    expect(branch?.versions.map((version) => [version.text, version.run?.id ?? null])).toEqual([
      ['old house', null],
      ['red barn', runs[0]!.id],
      ['old mill', other]
    ])
  })

  it('are none where nothing was accepted', () => {
    expect(branchAt(runs, text, 14)).toBeNull()
    expect(branchAt([testRun()], text, 6)).toBeNull()
  })
})
