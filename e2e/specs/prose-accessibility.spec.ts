import axe from 'axe-core'
import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

/** The Web Content Accessibility Guidelines up to 2.2, levels A and AA. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The screens for prose, and the keys that bring each up and away again. */
const screens = [
  { name: 'outline and appearance', open: ['Mod+Shift+o'], close: [] },
  { name: 'documents and preview', open: ['Mod+Shift+e', 'Mod+Shift+v'], close: [] },
  { name: 'counts', open: ['Shift+F9'], close: ['Escape'] },
  { name: 'spelling', open: ['Mod+Home', 'F7', 'Mod+.'], close: ['Escape'] },
  { name: 'find and replace', open: ['Mod+h'], close: ['Escape'] },
  { name: 'focus', open: ['F8'], close: ['F8'] }
] as const

test('breaks no rule of accessibility on the screens for prose, in any theme', async ({ lacuna }) => {
  test.slow()
  const editor = await new EditorPage(lacuna).ready()
  const { page } = lacuna
  await editor.write('# The ferry\n\nShe will recieve **it**.\n\n> A `key`\n\n- [one](a.md)\n')
  await expect(page.locator('.misspelled')).toHaveText(['recieve'])
  await page.evaluate(axe.source)
  const found: string[] = []
  for (const theme of ['Light', 'Dark', 'Sepia', 'High contrast']) {
    await editor.press('Mod+,')
    const panel = page.getByRole('region', { name: 'Text and appearance' })
    if (!(await panel.isVisible())) await editor.press('Mod+,')
    await panel.getByRole('radio', { name: theme, exact: true }).check()
    for (const { name, open, close } of screens) {
      await editor.focusText()
      for (const keys of open) await editor.press(keys)
      if (name === 'spelling') await page.getByRole('menu').waitFor()
      const violations = await page.evaluate(async (tags) => {
        const result = await axe.run(document, {
          runOnly: tags,
          // An experimental rule; it takes the shortcut that a button shows for a part of its name.
          rules: { 'label-content-name-mismatch': { enabled: false } }
        })
        return result.violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`
        )
      }, standards)
      found.push(...violations.map((violation) => `${theme}, ${name}: ${violation}`))
      for (const keys of close) await editor.press(keys)
    }
  }
  expect(found).toEqual([])
})
