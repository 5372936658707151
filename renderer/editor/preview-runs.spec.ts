import { describe, expect, it } from 'vitest'
import { locksOfCells, runsBeforeProgress, runsOfCells, runsText, type PreviewCell } from './preview-runs'
import type { Range } from './text-change'

const token = (text: string, confidence = 0.9): PreviewCell => ({ kind: 'token', text, confidence })
const mask: PreviewCell = { kind: 'mask' }
const lock = (text: string): PreviewCell => ({ kind: 'lock', text })
const reader = (text: string) => (range: Range) => text.slice(range.start, range.end)

describe('preview runs', () => {
  it('keeps masks apart by the space their token will bring', () => {
    expect(runsText(runsOfCells([mask, mask, token(' house'), mask], ' ', []))).toBe('··· ··· house ···')
    expect(runsText(runsOfCells([mask], 'x', []))).toBe(' ···')
    expect(runsText(runsOfCells([mask], '', []))).toBe('···')
  })

  it('shows how sure the model was, and leaves out tokens that bring no text', () => {
    const cells = [token('a', 0.9), token('', 0.9), token('b', 0.3), token('c', 0.01)]
    expect(runsOfCells(cells, '', [])).toEqual([
      { kind: 'new', text: 'a', certainty: 'sure' },
      { kind: 'new', text: 'b', certainty: 'likely' },
      { kind: 'new', text: 'c', certainty: 'unsure' }
    ])
  })

  it('shows the old text with its locks until there is progress', () => {
    const region = { id: 1, start: 4, end: 13 }
    const locks = [
      { id: 2, start: 0, end: 5 },
      { id: 3, start: 8, end: 11 }
    ]
    expect(runsBeforeProgress(reader('one two three four'), region, locks)).toEqual([
      { kind: 'lock', text: 't' },
      { kind: 'old', text: 'wo ' },
      { kind: 'lock', text: 'thr' },
      { kind: 'old', text: 'ee' }
    ])
  })

  it('shows a mask a word for a gap', () => {
    const runs = runsBeforeProgress(reader('one '), { id: 1, start: 4, end: 4, words: 3 }, [])
    expect(runsText(runs)).toBe('··· ··· ···')
  })

  it('tells locks from the white space that stays with them', () => {
    const cells = [token('The'), lock(' old big '), mask, lock('!')]
    expect(runsOfCells(cells, '', ['old', 'big', '!'])).toEqual([
      { kind: 'new', text: 'The', certainty: 'sure' },
      { kind: 'kept', text: ' ' },
      { kind: 'lock', text: 'old' },
      { kind: 'kept', text: ' ' },
      { kind: 'lock', text: 'big' },
      { kind: 'kept', text: ' ' },
      { kind: 'mask', text: '···' },
      { kind: 'lock', text: '!' }
    ])
  })

  it('finds the locks in a filled region, and not in new text that reads the same', () => {
    const cells = [token('old '), lock(' o'), lock('ld'), token(' mill '), lock('!')]
    expect(locksOfCells(cells, ['old', 'mill', '!'], 10)).toEqual([
      { start: 15, end: 18 },
      null,
      { start: 24, end: 25 }
    ])
  })
})
