import { mount } from 'svelte'
import type { LacunaBridge } from '../main/ipc/contract'
import App from './App.svelte'
import type { CreateEditor } from './editor/editor-port'
import { createSpellChecker } from './spelling/spell-checker'
import './theme/base.css'
import './theme/editor.css'
import './theme/faces.css'

/** Puts the program on the page. */
export function mountApp(bridge: LacunaBridge, createEditor: CreateEditor): void {
  const target = document.getElementById('app')
  if (!target) throw new Error('The page has no element #app.')
  mount(App, {
    target,
    props: {
      createEditor,
      surroundings: {
        bridge,
        now: () => performance.now(),
        time: () => Date.now(),
        newId: () => crypto.randomUUID(),
        createSpellChecker,
        randomSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
      }
    }
  })
}
