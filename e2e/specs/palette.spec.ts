import type { MenuItem } from 'electron'
import { EditorPage } from '../pages/editor-page'
import type { LacunaApp } from '../runner/lacuna-app'
import { expect, test } from '../runner/test'

type Entry = Pick<MenuItem, 'label' | 'type' | 'role' | 'accelerator' | 'submenu'>

interface Item {
  readonly label: string
  /** Empty: it has none. */
  readonly accelerator: string
}

test('the palette has every entry of the menu, and every shortcut', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.focusText()
  await editor.press('F1')
  const options = lacuna.page.getByRole('listbox', { name: 'Commands' }).getByRole('option')
  const written = await options.evaluateAll((all) =>
    all.map((option) => ({
      title: (option.firstChild?.textContent ?? '').trim(),
      keys: option.querySelector('kbd')?.textContent ?? ''
    }))
  )
  await editor.press('Escape')
  await editor.press('Shift+F1')
  const rows = lacuna.page.getByRole('document', { name: 'Help' }).getByRole('row')
  const listed = await rows.evaluateAll((all) =>
    all.slice(1).map((row) => ({
      title: (row.querySelector('th')?.textContent ?? '').trim(),
      keys: [...row.querySelectorAll('kbd')].map((key) => key.textContent)
    }))
  )
  // Every shortcut that there is belongs to a command that the palette shows with it.
  for (const { title, keys } of listed.filter((command) => command.title !== 'Commands'))
    expect(written).toContainEqual({ title, keys: keys[0] })
  // Every item of the menu is a command, under the same shortcut.
  const shortcuts = listed.flatMap(({ keys }) => keys)
  const items = await menuItems(lacuna)
  expect(items.length).toBeGreaterThan(30)
  for (const { label, accelerator } of items) if (accelerator) expect(shortcuts, label).toContain(accelerator)
})

/** The items of the menu that are the app's own, with their shortcuts as the palette writes them. */
async function menuItems({ electron }: LacunaApp): Promise<readonly Item[]> {
  const all = await electron.evaluate(({ Menu }) => {
    const found: { label: string; accelerator: string }[] = []
    const add = (items: readonly Entry[]): void =>
      items.forEach(({ submenu, type, role, label, accelerator }) => {
        if (submenu) add(submenu.items)
        else if (type === 'normal' && !role) found.push({ label, accelerator: accelerator ?? '' })
      })
    add(Menu.getApplicationMenu()?.items ?? [])
    return found
  })
  return all.map(({ label, accelerator }) => ({
    label: label.replace('&', ''),
    accelerator: accelerator.replace('CmdOrCtrl', 'Ctrl')
  }))
}
