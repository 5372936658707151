import { fireEvent, screen, within } from '@testing-library/svelte'
import { expect, it } from 'vitest'
import { App } from '../state/app.svelte'
import { commandList } from '../state/command-list'
import { formatShortcut } from '../state/shortcuts'
import { FakeBridge } from '../test-support/fake-bridge'
import { FakeEditor } from '../test-support/fake-editor'
import { renderApp } from '../test-support/render-app'

async function openPalette() {
  const { editor } = await renderApp()
  await fireEvent.keyDown(document.body, { key: 'F1' })
  const input = screen.getByRole('combobox', { name: 'Command' })
  const options = within(screen.getByRole('listbox', { name: 'Commands' })).getAllByRole('option')
  return { editor, input, options }
}

it('has every command that there is, with its shortcut', async () => {
  const app = new App(new FakeEditor(), {
    bridge: new FakeBridge(),
    now: () => 0,
    time: () => 0,
    newId: () => '',
    randomSeed: () => 0,
    createSpellChecker: () => ({
      misspelled: () => Promise.resolve([]),
      suggest: () => Promise.resolve([]),
      dispose: () => undefined
    })
  })
  const actions: unknown = Reflect.get(app.commands, 'actions')
  const others = commandList.filter(({ id }) => id !== 'palette')
  expect(Object.keys(actions as object).sort()).toEqual(commandList.map(({ id }) => id).sort())

  const { options } = await openPalette()
  const shown = options.map((option) => option.textContent.trim()).sort()
  const written = others.map(
    ({ title, shortcuts: [first] }) => title + (first ? formatShortcut(first, 'linux') : '')
  )
  expect(shown).toEqual(written.sort())
})

it('has those that do not apply now at the end, and does not run them', async () => {
  const { editor, input, options } = await openPalette()
  const states = options.map((option) => option.getAttribute('aria-disabled'))
  expect(states).toContain('true')
  expect(states.lastIndexOf('false')).toBeLessThan(states.indexOf('true'))
  await fireEvent.input(input, { target: { value: 'accept the proposal' } })
  const focused = editor.focused
  await fireEvent.keyDown(input, { key: 'Enter' })
  expect(screen.queryByRole('dialog', { name: 'Command palette' })).not.toBeNull()
  expect(editor.focused).toBe(focused)
})
