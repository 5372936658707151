import type { Page } from '@playwright/test'
import { EditorPage } from '../pages/editor-page'
import { violations } from '../runner/accessibility'
import { expect, test } from '../runner/test'

interface Screen {
  readonly name: string
  /** The keys that bring it up, and away again. */
  readonly open: readonly string[]
  readonly close: readonly string[]
  /** What stands on the page once it is up. */
  readonly shown: (page: Page) => ReturnType<Page['locator']>
}

const screens: readonly Screen[] = [
  {
    name: 'outline and appearance',
    open: ['Mod+Shift+o'],
    close: [],
    shown: (page) => page.getByRole('region', { name: 'Outline' })
  },
  {
    name: 'documents and preview',
    open: ['Mod+Shift+e', 'Mod+Shift+v'],
    close: [],
    shown: (page) => page.getByRole('region', { name: 'Preview' })
  },
  {
    name: 'counts',
    open: ['Shift+F9'],
    close: ['Escape'],
    shown: (page) => page.getByRole('dialog', { name: 'Counts' })
  },
  {
    name: 'spelling',
    open: ['Mod+Home', 'F7', 'Mod+.'],
    close: ['Escape'],
    shown: (page) => page.getByRole('menu')
  },
  {
    name: 'find and replace',
    open: ['Mod+h'],
    close: ['Escape'],
    shown: (page) => page.locator('.find-widget.visible.replaceToggled')
  },
  { name: 'focus', open: ['F8'], close: ['F8'], shown: (page) => page.locator('.view-line .dimmed').first() }
]

test('breaks no rule of accessibility on the screens for prose, in any theme', async ({ lacuna }) => {
  test.slow()
  const editor = await new EditorPage(lacuna).ready()
  const { page } = lacuna
  await editor.write('# The ferry\n\nShe will recieve **it**.\n\n> A `key`\n\n- [one](a.md)\n')
  await expect(page.locator('.misspelled')).toHaveText(['recieve'])
  const found: string[] = []
  for (const theme of ['Light', 'Dark', 'Sepia', 'High contrast']) {
    await editor.press('Mod+,')
    const panel = page.getByRole('region', { name: 'Text and appearance' })
    if (!(await panel.isVisible())) await editor.press('Mod+,')
    await panel.getByRole('radio', { name: theme, exact: true }).check()
    for (const { name, open, close, shown } of screens) {
      await editor.focusText()
      for (const keys of open) await editor.press(keys)
      await shown(page).waitFor()
      found.push(...(await violations(page)).map((violation) => `${theme}, ${name}: ${violation}`))
      for (const keys of close) await editor.press(keys)
    }
  }
  expect(found).toEqual([])
})
