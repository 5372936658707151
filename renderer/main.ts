import type { LacunaBridge } from '../main/ipc/contract'
import { createMonacoEditor } from './editor/monaco-port'
import { mountApp } from './mount-app'

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly lacuna: LacunaBridge
  }
}

mountApp(window.lacuna, createMonacoEditor)
