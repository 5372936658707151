import { expect, it } from 'vitest'
import { noSpans } from '../editor/spans'
import { restingHint } from './resting-hint'

const marked = { id: 1, start: 0, end: 3 }
const gap = { id: 2, start: 5, end: 5 }

it.each([
  [noSpans, 0, 'Select the words to rewrite, or insert a gap where text is missing.'],
  [noSpans, 1, 'Regenerate rewrites the selection.'],
  [{ regions: [marked], locks: [] }, 2, 'Regenerate rewrites all 2 selections.'],
  [{ regions: [marked], locks: [] }, 0, 'Regenerate fills 1 region.'],
  [{ regions: [marked, gap, { ...gap, id: 3 }], locks: [] }, 0, 'Regenerate fills 1 region and 2 gaps.']
])('says what Regenerate would do (%#)', (spans, selected, hint) => {
  expect(restingHint(spans, selected)).toBe(hint)
})
