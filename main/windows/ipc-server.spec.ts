import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { expect, it, vi } from 'vitest'
import { requestTransport } from '../ipc/names'
import { serveRequests } from './ipc-server'

const page = { id: 1 }

function server() {
  const handlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>()
  const ipcMain = {
    handle: (channel: string, handler: (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown) =>
      handlers.set(channel, handler as (event: unknown) => unknown)
  } as unknown as IpcMain
  const answer = vi.fn(async () => ({ ok: true, value: 'answer' }) as const)
  const reportRefusal = vi.fn()
  serveRequests(ipcMain, { answer, page: () => page, developmentServer: undefined, reportRefusal })
  return { ask: handlers.get(requestTransport)!, answer, reportRefusal }
}

it('answers the main frame of the page', async () => {
  const { ask, answer } = server()
  const event = { sender: page, senderFrame: { url: 'app://lacuna/index.html', parent: null } }
  expect(await ask(event, 'document:new', null)).toEqual({ ok: true, value: 'answer' })
  expect(answer).toHaveBeenCalledWith('document:new', null)
})

it.each([
  ['another window', { sender: { id: 2 }, senderFrame: { url: 'app://lacuna/index.html', parent: null } }],
  ['a frame inside the page', { sender: page, senderFrame: { url: 'app://lacuna/a.html', parent: {} } }],
  ['a foreign page', { sender: page, senderFrame: { url: 'https://example.org/', parent: null } }],
  ['a frame that is gone', { sender: page, senderFrame: null }]
])('refuses %s', (_, event) => {
  const { ask, answer, reportRefusal } = server()
  expect(() => ask(event, 'document:new', null)).toThrow('refused')
  expect(answer).not.toHaveBeenCalled()
  expect(reportRefusal).toHaveBeenCalledOnce()
})
