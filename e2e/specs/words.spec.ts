import { EditorPage } from '../pages/editor-page'
import type { LacunaApp } from '../runner/lacuna-app'
import { expect, test } from '../runner/test'

const text = 'The old house stood at the end of the lane. Nobody had lived there since the war.'

async function propose(lacuna: LacunaApp): Promise<EditorPage> {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.setAlternatives(1)
  await editor.fixSeed(5)
  await editor.select('stood at the end of the lane')
  await editor.button('Regenerate').click()
  await editor.proposal.waitFor()
  return editor
}

test('writes the words around one anew and leaves the rest', async ({ lacuna }) => {
  const editor = await propose(lacuna)
  const [proposed = ''] = await editor.proposedTexts.allTextContents()
  await editor.command('Rewrite the words around this word')
  await expect(editor.cards).toHaveCount(2)
  await editor.cards.first().click()
  await expect(editor.proposedTexts).toHaveText([proposed])
  await editor.press('Escape')
  expect(await editor.text()).toBe(text)
})

test('shows what a reader may stumble over, and takes the shades away again', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.command('Show what a reader may stumble over')
  const shades = lacuna.page.locator('.view-line .tint')
  await expect(shades.first()).toBeVisible()
  await expect(editor.note).toContainText('may stumble over')
  await expect(
    lacuna.page
      .getByRole('list', { name: 'Words that a reader may stumble over' })
      .getByRole('listitem')
      .first()
  ).toBeAttached()
  await editor.focusText()
  await editor.press('Escape')
  await expect(shades).toHaveCount(0)
  expect(await editor.text()).toBe(text)
})

test.describe('with words that make sense', () => {
  test.use({ model: 'bundled' })
  test.describe.configure({ timeout: 400_000 })

  test('shades unsure words, names them for those who do not see, and can leave them plain', async ({
    lacuna
  }) => {
    const editor = await propose(lacuna)
    const shades = lacuna.page.locator('.view-line .preview-unsure')
    await expect(editor.unsureWords.first()).toContainText('%')
    await expect(shades.first()).toBeVisible()
    await editor.command('Shade unsure words')
    await expect(shades).toHaveCount(0)
    await expect(editor.unsureWords).toHaveCount(0)
  })

  test('offers other words for a word, by key and by pointer, and takes one as a step of undo', async ({
    lacuna
  }) => {
    const editor = await propose(lacuna)
    const [proposed = ''] = await editor.proposedTexts.allTextContents()
    const menu = lacuna.page.getByRole('menu', { name: /^Other words for/ })
    const others = menu.getByRole('menuitem', { name: /%$/ })
    // Not every word was offered with others: the next one may.
    await editor.focusText()
    for (let tries = 0; tries < 12; tries++) {
      await editor.press('Alt+Shift+]')
      await menu.waitFor()
      if ((await others.count()) > 0) break
      await editor.press('Escape')
    }
    const other = ((await others.first().textContent()) ?? '').replace(/\s*<?\s*\d+\s*%$/, '').trim()
    await editor.press('Enter')
    await expect(menu).toBeHidden()
    await expect(editor.proposedTexts).not.toHaveText([proposed])
    await expect(editor.proposedTexts).toContainText([other])
    await editor.press('Mod+z')
    await expect(editor.proposedTexts).toHaveText([proposed])

    await lacuna.page.locator('.view-line .preview-new').first().hover()
    await expect(menu).toBeVisible()
    await lacuna.page.keyboard.press('Shift')
    await expect(menu).toBeHidden()
  })
})
