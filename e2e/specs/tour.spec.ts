import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { EditorPage } from '../pages/editor-page'
import { violations } from '../runner/accessibility'
import { expect, test } from '../runner/test'

const tour = (page: Page) => page.getByRole('region', { name: 'Tour' })
/** The step that the tour stands at, by its heading. */
const step = (page: Page, title: string) => tour(page).getByRole('heading', { name: title })
const sentence = 'He had never been a man for long sentences.'

test('leads a newcomer to a first fill, and is not given again', async ({ launch, folder }) => {
  const app = await launch({ settings: null, userData: folder })
  const { page } = app
  const editor = await new EditorPage(app).ready()
  await editor.modelReady()
  await expect(step(page, 'Select a sentence')).toBeVisible()
  // The writer is in the text, and what the tour says is spoken.
  await expect(page.locator('.monaco-editor.focused')).toBeVisible()
  await expect(page.locator('[aria-live=polite]').filter({ hasText: 'Tour, step 1 of 5' })).toBeAttached()
  await editor.markRegion(sentence)
  await expect(step(page, 'Lock what must stay')).toBeVisible()
  await editor.select('never been')
  await editor.press('Mod+l')
  await expect(step(page, 'Fill it')).toBeVisible()
  await editor.press('Mod+Enter')
  await expect(step(page, 'Look at the proposal')).toBeVisible()
  await expect(editor.proposedTexts).toHaveText([/never been/])
  await editor.press('Mod+Enter')
  await expect(step(page, 'Accept it')).toBeVisible()
  await editor.press('Alt+Enter')
  await expect(step(page, 'That was your first fill')).toBeVisible()
  await editor.button('Done').click()
  await expect(tour(page)).toBeHidden()
  expect(await editor.text()).not.toContain(sentence)

  await app.kill()
  const again = await launch({ settings: null, userData: folder })
  await new EditorPage(again).ready()
  await expect(tour(again.page)).toBeHidden()
})

test('is skipped by Escape, and given again by its command on the sample as it was', async ({ launch }) => {
  const app = await launch({ settings: null })
  const { page } = app
  const editor = await new EditorPage(app).ready()
  const place = () => page.locator('.view-line').first().boundingBox()
  await expect(tour(page)).toBeVisible()
  const before = await place()
  await editor.press('Escape')
  await expect(tour(page)).toBeHidden()
  // It lies over the page: nothing moves.
  expect(await place()).toEqual(before)

  await editor.write('My own words.')
  await editor.command('Take the tour')
  await expect(step(page, 'Select a sentence')).toBeVisible()
  await expect(editor.lines).toContainText('The ferry put Ines down')
  await editor.button('Next').click()
  await expect(step(page, 'Lock what must stay')).toBeVisible()
  await editor.command('Next step of the tour')
  await expect(step(page, 'Fill it')).toBeVisible()
  await tour(page).getByRole('button', { name: 'Skip the tour' }).click()
  await expect(tour(page)).toBeHidden()
  await editor.press('Control+Tab')
  expect(await editor.text()).toBe('My own words.')
})

test('leaves a writer alone who begins with a file of her own', async ({ launch, folder }) => {
  const file = path.join(folder, 'mine.md')
  await writeFile(file, 'My own words.')
  const app = await launch({ settings: null, args: [file] })
  await new EditorPage(app).ready()
  await expect(app.page.getByRole('heading', { level: 1 })).toHaveText('mine.md')
  await expect(tour(app.page)).toBeHidden()
})

test('the help has pictures and every shortcut, and can be read by the keyboard alone', async ({
  lacuna
}) => {
  const { page } = lacuna
  const editor = await new EditorPage(lacuna).ready()
  await editor.focusText()
  await editor.press('Shift+F1')
  const help = page.getByRole('document', { name: 'Help' })
  await expect(help).toBeFocused()
  const pictures = help.getByRole('img')
  await expect(pictures).toHaveCount(6)
  await expect
    .poll(() =>
      pictures.evaluateAll((all: HTMLImageElement[]) => all.map(({ naturalWidth }) => naturalWidth))
    )
    .toEqual(Array.from({ length: 6 }, () => 1200))
  await expect(help.getByRole('row', { name: 'Insert a gap' })).toContainText('Ctrl+Shift+G')

  await help.getByRole('button', { name: 'Swap a word' }).press('Enter')
  await expect(help.getByRole('heading', { name: 'Swap a word' })).toBeFocused()
  await expect(help.getByRole('heading', { name: 'Swap a word' })).toBeInViewport()
  await pictures.nth(3).click()
  const picture = page.getByRole('dialog', { name: 'Picture' })
  await expect(picture).toBeVisible()
  await editor.press('Escape')
  await expect(picture).toBeHidden()
  await editor.press('Escape')
  await expect(help).toBeHidden()
  await expect(page.locator('.monaco-editor.focused')).toBeVisible()
})

for (const theme of ['light', 'dark'] as const) {
  test(`tour and help break no rule of accessibility in the ${theme} theme`, async ({ launch }) => {
    const app = await launch({ settings: null })
    const { page } = app
    const editor = await new EditorPage(app).ready()
    await page.emulateMedia({ colorScheme: theme })
    await expect(tour(page)).toBeVisible()
    expect(await violations(page)).toEqual([])
    for (let steps = 0; steps < 5; steps++) await editor.button('Next').click()
    await expect(step(page, 'That was your first fill')).toBeVisible()
    expect(await violations(page)).toEqual([])
    await editor.button('Open the help').click()
    await page.getByRole('document', { name: 'Help' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('document', { name: 'Help' }).getByRole('img').first().click()
    await page.getByRole('dialog', { name: 'Picture' }).waitFor()
    expect(await violations(page)).toEqual([])
  })
}
