import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

/** The Web Content Accessibility Guidelines up to 2.2, levels A and AA. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The rules that the page breaks as it stands, each with the elements that do. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async (tags) => {
    const { violations: found } = await axe.run(document, {
      runOnly: tags,
      // An experimental rule; it takes the shortcut that a button shows for a part of its name.
      rules: { 'label-content-name-mismatch': { enabled: false } }
    })
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n  ')}`)
  }, standards)
}

for (const theme of ['light', 'dark'] as const) {
  test(`breaks no rule of accessibility in the ${theme} theme`, async ({ lacuna }) => {
    const editor = await new EditorPage(lacuna).ready()
    await lacuna.page.emulateMedia({ colorScheme: theme })
    await editor.button('Insert gap').click()
    expect(await violations(lacuna.page)).toEqual([])
  })

  test(`breaks none with proposals, words and fill settings in the ${theme} theme`, async ({ lacuna }) => {
    const editor = await new EditorPage(lacuna).ready()
    await lacuna.page.emulateMedia({ colorScheme: theme })
    await editor.modelReady()
    await editor.press('Mod+n')
    await editor.write('The old house stood at the end of the lane.')
    await editor.toggleLock('house')
    await editor.select('old house stood')
    await editor.button('Regenerate').click()
    await expect(editor.cards.first()).toBeVisible()
    expect(await violations(lacuna.page)).toEqual([])
    await editor.focusText()
    await editor.press('Mod+.')
    await lacuna.page.getByRole('menu', { name: /^Other words for/ }).waitFor()
    expect(await violations(lacuna.page)).toEqual([])
    await editor.press('Escape')
    await editor.inFillSettings(async () => expect(await violations(lacuna.page)).toEqual([]))
  })
}
