import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

test('underlines misspelled words, suggests others, and learns', async ({ launch, folder }) => {
  const app = await launch({ userData: folder })
  const editor = await new EditorPage(app).ready()
  const { page } = app
  await editor.write('She will recieve it. `recieve` Zorblax. ')
  const wrong = page.locator('.misspelled')
  await expect(wrong).toHaveText(['recieve', 'Zorblax'])

  await editor.press('Mod+Home')
  await editor.press('F7')
  await editor.press('Mod+.')
  const menu = page.getByRole('menu', { name: 'Spelling of recieve' })
  await expect(menu.getByRole('menuitem').first()).toHaveText('receive')
  await editor.press('Enter')
  await expect(editor.lines).toContainText('receive it')
  await expect(wrong).toHaveText(['Zorblax'])
  await editor.press('Mod+z')
  // The word at the caret may still be being typed.
  await editor.press('Mod+Home')
  await expect(wrong).toHaveText(['recieve', 'Zorblax'])

  await wrong.last().click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Add “Zorblax” to the dictionary' }).click()
  await expect(wrong).toHaveText(['recieve'])
  await app.kill()

  const again = await launch({ userData: folder })
  const second = await new EditorPage(again).ready()
  await second.write('Zorblax will recieve it. ')
  await expect(again.page.locator('.misspelled')).toHaveText(['recieve'])
  await second.press('Mod+Shift+p')
  await again.page.getByRole('combobox', { name: 'Command' }).fill('not check spelling')
  await second.press('Enter')
  await expect(again.page.locator('.misspelled')).toHaveCount(0)
  await again.kill()
})
