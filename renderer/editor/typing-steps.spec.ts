import { expect, it } from 'vitest'
import type { TextChange } from './text-change'
import { TypingSteps } from './typing-steps'

const type = (text: string, offset: number): TextChange[][] =>
  Array.from(text, (inserted, index) => [{ offset: offset + index, removed: 0, inserted }])
const backspace = (offset: number): TextChange[] => [{ offset, removed: 1, inserted: '' }]

function stepsIn(edits: readonly (readonly TextChange[])[]): number[] {
  const steps = new TypingSteps()
  return edits.flatMap((edit, index) => (steps.beginsStep(edit) ? [index] : []))
}

it('ends a step with a word and the space behind it', () => {
  expect(stepsIn(type('one two  three', 5))).toEqual([0, 4, 9])
})

it('begins a step where typing goes on at another place', () => {
  expect(stepsIn([...type('one', 5), ...type('two', 20)])).toEqual([0, 3])
})

it('takes a run of deletions as one step, in either direction', () => {
  expect(stepsIn([...type('one', 0), backspace(2), backspace(1), backspace(0)])).toEqual([0, 3])
  expect(stepsIn([backspace(4), backspace(4), backspace(9)])).toEqual([0, 2])
})

it('takes a paste, a replacement and an edit at several carets as steps of their own', () => {
  const paste = [{ offset: 3, removed: 0, inserted: 'pasted text' }]
  const replacement = [{ offset: 0, removed: 4, inserted: 'x' }]
  const several = [
    { offset: 9, removed: 0, inserted: 'x' },
    { offset: 2, removed: 0, inserted: 'x' }
  ]
  expect(
    stepsIn([...type('one', 0), paste, ...type('a', 14), replacement, several, ...type('b', 3)])
  ).toEqual([0, 3, 4, 5, 6, 7])
})

it('begins a step when it was ended from outside', () => {
  const steps = new TypingSteps()
  const [first, second] = type('ab', 0)
  expect(steps.beginsStep(first!)).toBe(true)
  steps.end()
  expect(steps.beginsStep(second!)).toBe(true)
})
