import { fireEvent, screen, within } from '@testing-library/svelte'
import { expect, it, vi } from 'vitest'
import { readyStatus, testDocument, testSettings } from '../test-support/fake-bridge'
import { renderApp } from '../test-support/render-app'

const sample = testDocument('He had never been a man for long sentences.', { name: 'Welcome' })
const settings = { ...testSettings, tourSeen: false }
const start = (isSample: boolean) => ({
  'app:start': () => ({ version: '0.0.0', document: sample, isSample, settings, inference: readyStatus }),
  'document:sample': () => ({ ...sample, id: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a50009' })
})
const tour = () => screen.queryByRole('region', { name: 'Tour' })
const escape = () => fireEvent.keyDown(document.body, { key: 'Escape' })

it('is given on the sample, says its steps to those who do not see it, and is remembered when it was skipped', async () => {
  const { bridge } = await renderApp(start(true))
  await vi.waitFor(() => expect(tour()).not.toBeNull())
  expect(screen.getByText(/^Tour, step 1 of 5\. Select a sentence\..*Ctrl\+Shift\+M/u)).toBeTruthy()
  await fireEvent.click(within(tour()!).getByRole('button', { name: 'Next' }))
  expect(within(tour()!).getByRole('heading').textContent).toBe('Lock what must stay')
  await escape()
  expect(tour()).toBeNull()
  expect(bridge.requests('settings:update')).toEqual([{ tourSeen: true }])
})

it('goes on when a sentence is marked', async () => {
  const { editor } = await renderApp(start(true))
  await vi.waitFor(() => expect(tour()).not.toBeNull())
  editor.dragToMark({ start: 0, end: 43 })
  await vi.waitFor(() => expect(within(tour()!).getByRole('heading').textContent).toBe('Lock what must stay'))
})

it('is not given on another document, but by its command on a fresh sample', async () => {
  const { bridge } = await renderApp(start(false))
  await vi.waitFor(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Welcome'))
  expect(tour()).toBeNull()
  bridge.emit('menu:command', { command: 'take-tour' })
  await vi.waitFor(() => expect(tour()).not.toBeNull())
  expect(bridge.requests('document:sample')).toHaveLength(1)
  await escape()
  bridge.emit('menu:command', { command: 'take-tour' })
  await vi.waitFor(() => expect(tour()).not.toBeNull())
  // It is as it was: the same one serves again.
  expect(bridge.requests('document:sample')).toHaveLength(1)
})
