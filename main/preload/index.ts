import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { IpcRendererEvent } from 'electron'
import type { Envelope, LacunaBridge, OpenDocument, ResponseOf } from '../ipc/contract'
import { eventNames, eventTransport, requestNames, requestTransport } from '../ipc/names'

/** The only door between the page and the rest: the names of the contract, nothing else of Electron. */
const bridge: LacunaBridge = {
  platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',

  async invoke<Name extends (typeof requestNames)[number]>(name: Name, request: unknown) {
    if (!requestNames.includes(name) || name === 'document:open-dropped') {
      throw new TypeError('Lacuna knows no such request')
    }
    return (await ipcRenderer.invoke(requestTransport, name, request)) as Envelope<ResponseOf<Name>>
  },

  async openDropped(file) {
    return (await ipcRenderer.invoke(requestTransport, 'document:open-dropped', {
      path: pathOf(file)
    })) as Envelope<OpenDocument>
  },

  on(name, listener) {
    if (!eventNames.includes(name)) throw new TypeError('Lacuna knows no such event')
    // The event itself would hand the page a sender; only the payload goes through.
    const receive = (_event: IpcRendererEvent, sent: unknown, payload: Parameters<typeof listener>[0]) => {
      if (sent === name) listener(payload)
    }
    ipcRenderer.on(eventTransport, receive)
    return () => void ipcRenderer.removeListener(eventTransport, receive)
  }
}

/** A file that a script made has no path. Electron before 29 keeps it on the file itself. */
function pathOf(file: File): string {
  const utils = webUtils as typeof webUtils | undefined
  if (utils) return utils.getPathForFile(file)
  const path: unknown = Reflect.get(file, 'path')
  return typeof path === 'string' ? path : ''
}

contextBridge.exposeInMainWorld('lacuna', bridge)
