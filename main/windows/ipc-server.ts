import type { IpcMain, WebContents } from 'electron'
import type { Envelope } from '../ipc/contract'
import { requestTransport } from '../ipc/names'
import { isTrustedSender } from './trusted-sender'

export interface IpcServerOptions {
  /** Answers a request by the contract; never rejects. */
  readonly answer: (name: unknown, payload: unknown) => Promise<Envelope<unknown>>
  /** The page that may ask; null while there is none. */
  readonly page: () => Pick<WebContents, 'id'> | null
  readonly developmentServer: string | undefined
  readonly reportRefusal: (sender: string) => void
}

/** Takes requests from the page alone. Whoever else asks gets an error that says nothing. */
export function serveRequests(ipcMain: IpcMain, options: IpcServerOptions): void {
  ipcMain.handle(requestTransport, (event, name: unknown, payload: unknown) => {
    const frame = event.senderFrame
    const isMainFrame = event.sender.id === options.page()?.id && frame?.parent === null
    if (!isTrustedSender({ url: frame?.url, isMainFrame }, options.developmentServer)) {
      options.reportRefusal(frame === null ? 'a frame that is gone' : new URL(frame.url).protocol)
      throw new Error('refused')
    }
    return options.answer(name, payload)
  })
}
