import { fireEvent, screen, within } from '@testing-library/svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ResponseOf } from '../main/ipc/contract'
import { readyStatus, Refusal, testDocument, testSettings } from './test-support/fake-bridge'
import { renderApp } from './test-support/render-app'

type FillResult = ResponseOf<'fill:run'>

const house = { start: 4, end: 13 }
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const press = (key: string, change = {}) => fireEvent.keyDown(document.body, { key, ...change })

const proposalOf = (text: string): FillResult['alternatives'][number] => ({
  score: -1,
  regions: [{ text, logProb: -1, cells: [{ kind: 'token', text, confidence: 0.9 }] }]
})

function resultOf(...texts: string[]): FillResult {
  return {
    alternatives: texts.map(proposalOf),
    steps: 16,
    networkCalls: 4,
    milliseconds: 1234,
    seed: 7,
    model: 'test',
    device: 'CPU'
  }
}

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn()
  }))
})

describe('the page', () => {
  it('names everything that a writer without eyes needs', async () => {
    await renderApp({}, { marks: { regions: [house], locks: [] } })
    for (const name of ['New', 'Open', 'Save', 'Save as', 'Lock', 'Insert gap', 'Regenerate', 'Commands']) {
      expect(button(name)).toBeDefined()
    }
    await fireEvent.click(button(/^Fill settings/u))
    expect(screen.getByRole('slider', { name: 'Steps' }).getAttribute('aria-valuetext')).toMatch(
      /^16 steps, /u
    )
    expect(screen.getByRole('textbox', { name: 'Seed' })).toHaveProperty('value', '7')
    expect(screen.getByRole('checkbox', { name: 'New seed each time' })).toHaveProperty('checked', false)
    expect(screen.getByRole('status', { name: 'Status' }).textContent).toContain('Ready · Lacuna 135M · CPU')
    const marks = screen.getByRole('region', { name: 'Regions and locks' })
    expect(within(marks).getByRole('listitem').textContent).toContain('Region 1: old house')
  })

  it('shows progress with Stop, then the proposal with Accept and Discard, then the quiet line again', async () => {
    let finish: (result: FillResult) => void = () => undefined
    const { bridge, editor } = await renderApp({
      'fill:run': () => new Promise<FillResult>((resolve) => (finish = resolve))
    })
    editor.selectRanges(house)
    await press('Enter', { ctrlKey: true })
    const bar = screen.getByRole('progressbar', { name: 'Filling' })
    expect(button('Stop').disabled).toBe(false)
    const { requestId } = bridge.requests('fill:run')[0]!
    const progress = { networkCalls: 1, plannedCalls: 4, revealed: 1, masks: 4, preview: [[]] }
    bridge.emit('fill:progress', { requestId, progress })
    await vi.waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('25'))

    finish(resultOf('tall mill', 'mill'))
    const proposal = await screen.findByRole('region', { name: 'Proposal' })
    expect(proposal.textContent).toContain('2 words in 1 region · 1.2 s · seed 7')
    expect(within(proposal).getByRole('list', { name: 'Proposed text' }).textContent).toContain('tall mill')
    await press(']', { code: 'BracketRight', altKey: true })
    expect(proposal.textContent).toContain('2 of 2')
    expect(editor.shown).toBe('The mill stood at the end of the lane.')
    const cards = within(screen.getByRole('region', { name: 'Proposals' })).getAllByRole('button')
    expect(cards.map((card) => card.getAttribute('aria-pressed'))).toEqual(['false', 'true'])
    await fireEvent.click(cards[0]!)
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
    await fireEvent.click(cards[1]!)
    await fireEvent.click(button('Accept'))
    expect(editor.text).toBe('The mill stood at the end of the lane.')
    expect(screen.queryByRole('region', { name: 'Proposal' })).toBeNull()
  })

  it('shows an error in its place, readable until it is dismissed', async () => {
    const message = 'The model process ended. It is being started again.'
    const { editor } = await renderApp({
      'fill:run': () => {
        throw new Refusal({ code: 'inference-ended', message })
      }
    })
    editor.selectRanges(house)
    await press('Enter', { ctrlKey: true })
    expect((await screen.findByRole('alert')).textContent).toContain(message)
    await fireEvent.click(button('Dismiss'))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('follows the state of the model', async () => {
    const { bridge } = await renderApp()
    const status = screen.getByRole('status', { name: 'Status' })
    bridge.emit('inference:status', { state: 'preparing', fraction: 0.4 })
    await vi.waitFor(() => expect(status.textContent).toContain('40 %'))
    bridge.emit('inference:status', { state: 'failed', message: 'The model file is damaged.' })
    expect((await screen.findByRole('alert')).textContent).toContain('damaged')
    bridge.emit('inference:status', readyStatus)
    await vi.waitFor(() => expect(status.textContent).toContain('Ready'))
  })

  it('keeps steps and seed for the next start', async () => {
    const { bridge } = await renderApp({ 'settings:update': () => testSettings })
    await press('<', { code: 'Comma', ctrlKey: true, shiftKey: true })
    await fireEvent.input(screen.getByRole('slider', { name: 'Steps' }), { target: { value: '6' } })
    await fireEvent.input(screen.getByRole('textbox', { name: 'Seed' }), { target: { value: 'seven' } })
    await fireEvent.input(screen.getByRole('textbox', { name: 'Seed' }), { target: { value: '99' } })
    await fireEvent.click(screen.getByRole('checkbox', { name: 'New seed each time' }))
    expect(bridge.requests('settings:update')).toEqual([{ steps: 64 }, { seed: 99 }, { seed: null }])
  })

  it('does what the menu says', async () => {
    const { bridge, editor } = await renderApp()
    editor.selectRanges(house)
    bridge.emit('menu:command', { command: 'toggle-lock' })
    await vi.waitFor(() => expect(button('Lock').getAttribute('aria-pressed')).toBe('true'))
    expect(editor.shownMarks.locks).toMatchObject([house])
  })

  it('runs a command found in the palette and gives the focus back', async () => {
    const { editor } = await renderApp()
    editor.selectRanges(house)
    await press('F1')
    const search = screen.getByRole('combobox', { name: 'Command' })
    await fireEvent.input(search, { target: { value: 'mark' } })
    const focused = editor.focused
    await fireEvent.keyDown(search, { key: 'Enter' })
    expect(screen.queryByRole('dialog', { name: 'Command palette' })).toBeNull()
    expect(editor.focused).toBe(focused + 1)
    expect(editor.shownMarks.regions).toMatchObject([house])
  })

  it('asks how long a gap is to be', async () => {
    const { editor } = await renderApp()
    editor.selectRanges({ start: 20, end: 20 })
    await fireEvent.click(button('Insert gap'))
    const number = screen.getByRole('spinbutton', { name: 'Number of words' })
    await fireEvent.focus(number)
    await fireEvent.input(number, { target: { value: '7' } })
    await fireEvent.click(button('Insert'))
    expect(editor.shownMarks.regions).toMatchObject([{ start: 20, end: 20, words: 7 }])
  })

  it('makes a region of what is dragged over with Control held', async () => {
    const { editor } = await renderApp()
    editor.dragToMark(house)
    expect(editor.shownMarks.regions).toMatchObject([house])
  })

  it('lists what can be done in the context menu', async () => {
    const { editor } = await renderApp()
    editor.selectRanges(house)
    editor.openContextMenu({ x: 10, y: 10 })
    const menu = await screen.findByRole('menu')
    expect(
      within(menu)
        .getAllByRole('menuitem')
        .map((item) => item.firstChild?.textContent)
    ).toEqual([
      'Regenerate',
      'Lock or unlock the selection',
      'Lock names, numbers and quotations',
      'Mark the selection as a region',
      'Insert a gap',
      'Cut',
      'Copy',
      'Paste'
    ])
  })

  it('jumps to a mark and removes it from the panel', async () => {
    const { editor } = await renderApp({}, { marks: { regions: [house], locks: [] } })
    await fireEvent.click(button('Show regions and locks'))
    await fireEvent.click(screen.getByRole('button', { name: /^Region 1/u }))
    expect(editor.selected).toMatchObject([house])
    await fireEvent.click(button('Remove the mark: Region 1'))
    expect(editor.shownMarks.regions).toEqual([])
  })

  it('saves before the window closes when the writer asked for it', async () => {
    const saved = { id: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a50001', path: '/house.md', name: 'house.md' }
    const { bridge } = await renderApp({ 'document:save': () => saved })
    bridge.emit('window:close-requested', null)
    await vi.waitFor(() => expect(bridge.requests('window:close')).toHaveLength(1))
  })

  it('stays with a document while it is filled, and goes to another after that', async () => {
    const { bridge, editor } = await renderApp({
      'fill:run': () => new Promise<FillResult>(() => undefined),
      'document:new': () => testDocument('', { id: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a50002' })
    })
    editor.selectRanges(house)
    await press('Enter', { ctrlKey: true })
    await fireEvent.click(button('New'))
    // A macrotask later all answers have arrived.
    await new Promise((resolve) => setTimeout(resolve))
    expect(screen.queryByRole('progressbar', { name: 'Filling' })).not.toBeNull()
    expect(bridge.requests('document:new')).toEqual([])
    await press('Escape')
    await fireEvent.click(button('New'))
    await vi.waitFor(() => expect(editor.text).toBe(''))
    expect(bridge.requests('fill:cancel')).toHaveLength(1)
    await fireEvent.click(button('2 documents'))
    await fireEvent.click(button(/^Untitled.*edited$/u))
    expect(editor.text).toContain('The old house')
  })

  it('changes between light and dark', async () => {
    const { bridge, editor } = await renderApp()
    await vi.waitFor(() => expect(editor.theme).toBe('light'))
    await fireEvent.click(button('Theme'))
    await vi.waitFor(() => expect(editor.theme).toBe('dark'))
    expect(document.documentElement.dataset['theme']).toBe('dark')
    expect(bridge.requests('settings:update')).toEqual([{ theme: 'dark' }])
  })
})
