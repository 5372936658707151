import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { readMarks } from './marks-file'

const sample = resolve(import.meta.dirname, '../../resources/samples', 'welcome.md')

it('shows regions, gaps and a lock, each on the words it is meant for', async () => {
  const text = await readFile(sample, 'utf8')
  const { marks, notice } = await readMarks(sample, text)
  expect(notice).toBeUndefined()
  expect(marks.regions.map(({ start, end, words }) => [text.slice(start, end), words])).toEqual([
    ['', 14],
    [
      'I heard the gulls all morning, and the lamp would not stay lit. I sat up with it until it was day.',
      undefined
    ],
    ['', 24]
  ])
  expect(marks.locks.map(({ start, end }) => text.slice(start, end))).toEqual(['the lamp would not stay lit'])
  // A gap between sentences has its spaces beside it; a gap between paragraphs has a paragraph of its own.
  const [first, , last] = marks.regions
  expect(text.slice(first!.start - 2, first!.end + 2)).toBe('.  O')
  expect(text.slice(last!.start - 2, last!.end + 2)).toBe('\n\n\n\n')
})
