import { fireEvent, screen, within } from '@testing-library/svelte'
import { expect, it, vi } from 'vitest'
import { filled, resultOf } from '../test-support/fill-scene'
import { renderApp } from '../test-support/render-app'
import { testRun } from '../test-support/test-run'

const text = 'The red barn stood at the end of the lane.'
const place = { start: 4, end: 12 }
const runs = [
  testRun({
    passages: [{ ...testRun().passages[0]!, place }],
    outcome: 'accepted',
    accepted: [{ at: 1, alternative: 0, texts: ['red barn'], partly: false }]
  }),
  testRun({
    id: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000b',
    passages: [{ ...testRun().passages[0]!, place: null, before: 'Lost ', after: ' words' }]
  })
]
const authorship = [
  { length: 4, origin: { kind: 'typed' as const } },
  { length: 8, origin: { kind: 'generated' as const, run: testRun().id, edited: false } },
  { length: text.length - 12, origin: { kind: 'unknown' as const } }
]
const open = () => renderApp({ 'recent:list': () => [] }, { text, companion: { authorship, runs } })
const press = (key: string, where: Element = document.body) => fireEvent.keyDown(where, { key })
const shortcut = (key: string) => fireEvent.keyDown(document.body, { key, ctrlKey: true, shiftKey: true })

it('lists the fills, compares the words of one with the text, and puts them back', async () => {
  const { editor } = await open()
  await shortcut('h')
  const list = screen.getByRole('list', { name: 'Fills, the newest first' })
  const [newest, oldest] = within(list).getAllByRole('button')
  expect(newest?.getAttribute('aria-current')).toBe('true')
  expect(screen.getByText(/Its place is not in the text any more/u)).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Restore: Alternative 1' }).disabled).toBe(
    true
  )

  newest?.focus()
  await press('ArrowDown', newest)
  expect(document.activeElement).toBe(oldest)
  const texts = within(screen.getByRole('list', { name: 'Texts of this fill' }))
  expect(texts.getByRole('listitem', { name: 'Alternative 1' }).textContent).toMatch(
    /accepted.*in the text/su
  )
  const old = texts.getByRole('listitem', { name: 'Before this fill' })
  await fireEvent.click(within(old).getByRole('button', { name: 'Restore: Before this fill' }))
  expect(editor.text).toBe(text.replace('red barn', 'old house'))
})

it('counts words by who wrote them, and underlines them when asked to', async () => {
  const { editor, bridge } = await open()
  expect(editor.words.authors).toEqual([])
  await shortcut('a')
  const row = (name: RegExp) => screen.getByRole('row', { name }).textContent
  expect(row(/^Generated \d/u)).toContain('2 words')
  expect(row(/^Not known/u)).toContain('7 words')
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Underline them in the text' }))
  expect(bridge.requests('settings:update')).toEqual([{ showsAuthors: true }])
  await vi.waitFor(() => expect(editor.words.authors).toEqual([{ ...place, look: 'generated' }]))
})

it('saves what it knows with the text', async () => {
  const { bridge } = await open()
  await fireEvent.keyDown(document.body, { key: 's', ctrlKey: true })
  expect(bridge.requests('document:save')).toMatchObject([{ text, companion: { authorship, runs } }])
})

it('keeps a fill with its file at once, also when nothing is to be saved', async () => {
  const { bridge } = await renderApp(
    { 'recent:list': () => [], 'fill:run': () => resultOf(filled('red barn')) },
    { path: '/house.md', marks: { regions: [{ start: 4, end: 13 }], locks: [] } }
  )
  await fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true })
  await vi.waitFor(() => expect(bridge.requests('document:keep-history')).toHaveLength(1))
  await fireEvent.keyDown(document.body, { key: 'Enter', altKey: true })
  expect(bridge.requests('document:keep-history')).toHaveLength(1)
  await fireEvent.keyDown(document.body, { key: 's', ctrlKey: true })
  const companion = { runs: [{ outcome: 'accepted', alternatives: [{ texts: ['red barn'] }] }] }
  expect(bridge.requests('document:save')).toMatchObject([{ companion }])
})
