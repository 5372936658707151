import { writeFile } from 'node:fs/promises'
import { EditorPage } from '../pages/editor-page'
import { violations } from '../runner/accessibility'
import { writeHouse } from '../runner/house-document'
import { expect, test } from '../runner/test'

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

for (const theme of ['light', 'dark', 'sepia', 'contrast'] as const) {
  test(`breaks none with history, authorship and a file to compare in the ${theme} theme`, async ({
    launch,
    folder
  }) => {
    const file = await writeHouse(folder)
    const app = await launch({ args: [file], settings: { tourSeen: true, theme, showsAuthors: true } })
    const editor = await new EditorPage(app).ready()
    await editor.press('Mod+Shift+h')
    await expect(editor.historyRuns).toHaveCount(2)
    await editor.historyRuns.nth(1).click()
    expect(await violations(app.page)).toEqual([])
    await editor.press('Mod+Shift+a')
    await expect(app.page.getByRole('row', { name: /^Generated \d/ })).toBeVisible()
    expect(await violations(app.page)).toEqual([])
    await editor.focusText()
    await editor.page.keyboard.type('Mine. ')
    await writeFile(file, 'Another text.\n')
    await editor.button('Compare').click()
    await expect(app.page.getByRole('region', { name: 'What differs' })).toBeVisible()
    expect(await violations(app.page)).toEqual([])
  })
}
