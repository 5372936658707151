import { render } from '@testing-library/svelte'
import { vi } from 'vitest'
import App from '../App.svelte'
import type { OpenDocument } from '../../main/ipc/contract'
import { FakeBridge, readyStatus, testDocument, testSettings } from './fake-bridge'
import { FakeEditor } from './fake-editor'

/** The whole page on an editor and a main process that are stand-ins. Resolves when the document is shown. */
export async function renderApp(handlers: FakeBridge['handlers'] = {}, document: Partial<OpenDocument> = {}) {
  const bridge = new FakeBridge({
    'app:start': () => ({
      version: '0.0.0',
      document: testDocument('The old house stood at the end of the lane.', document),
      isSample: false,
      settings: testSettings,
      inference: readyStatus
    }),
    'recent:list': () => [],
    'words:list': () => [],
    ...handlers
  })
  const editor = new FakeEditor()
  let next = 0
  const page = render(App, {
    createEditor: () => editor,
    surroundings: {
      bridge,
      now: () => 0,
      time: () => 1_700_000_000_000,
      newId: () => `6f0f3a52-58a5-4c3e-9c39-${String(++next).padStart(12, '0')}`,
      randomSeed: () => 42,
      createSpellChecker: () => ({
        misspelled: () => Promise.resolve([]),
        suggest: () => Promise.resolve([]),
        dispose: () => undefined
      })
    }
  })
  await vi.waitUntil(() => editor.text !== '')
  return { bridge, editor, page }
}
