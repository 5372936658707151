import { expect, it } from 'vitest'
import { createEventQueue } from './event-queue'

const id = '11111111-1111-4111-8111-111111111111'

function recorded() {
  const sent: [string, unknown][] = []
  return { sent, queue: createEventQueue((name, payload) => sent.push([name, payload])) }
}

it('keeps events until the page is there and sends them in order', () => {
  const { sent, queue } = recorded()
  queue.send('menu:command', { command: 'new' })
  queue.send('document:changed-on-disk', { id })
  expect(sent).toEqual([])
  queue.open()
  queue.send('menu:command', { command: 'save' })
  expect(sent).toEqual([
    ['menu:command', { command: 'new' }],
    ['document:changed-on-disk', { id }],
    ['menu:command', { command: 'save' }]
  ])
})

it('keeps only the latest status', () => {
  const { sent, queue } = recorded()
  for (const fraction of [0.1, 0.5, 0.9]) queue.send('inference:status', { state: 'preparing', fraction })
  queue.open()
  expect(sent).toEqual([['inference:status', { state: 'preparing', fraction: 0.9 }]])
})

it('keeps events again while the page is loaded anew, and sends none twice', () => {
  const { sent, queue } = recorded()
  queue.send('menu:command', { command: 'new' })
  queue.open()
  queue.close()
  queue.send('menu:command', { command: 'undo' })
  expect(sent).toHaveLength(1)
  queue.open()
  expect(sent.map(([, payload]) => payload)).toEqual([{ command: 'new' }, { command: 'undo' }])
})

it('refuses a payload that breaks the contract', () => {
  const { queue } = recorded()
  expect(() => queue.send('inference:status', { state: 'asleep' } as never)).toThrow()
})
