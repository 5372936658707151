import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { EditorPage } from '../pages/editor-page'
import { answerSaveDialog } from '../runner/dialogs'
import { expect, test } from '../runner/test'

const text = 'The old house stood at the end of the lane. Nobody had lived there since the war.'
const old = 'stood at the end'

test('records a fill, restores its words, and knows who wrote what, also after saving and opening again', async ({
  launch,
  folder
}) => {
  const file = path.join(folder, 'house.md')
  const lacuna = await launch()
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.setAlternatives(2)
  await editor.fixSeed(3)
  await editor.select(old)
  await editor.button('Regenerate').click()
  await expect(editor.cards).toHaveCount(2)
  const [first = ''] = await editor.proposedTexts.allTextContents()
  await editor.press('Alt+]')
  await expect(editor.cards.nth(1)).toHaveAttribute('aria-pressed', 'true')
  const [second = ''] = await editor.proposedTexts.allTextContents()
  await editor.press('Alt+Enter')
  await expect(editor.cards).toHaveCount(0)
  const accepted = text.replace(old, second)
  expect(await editor.text()).toBe(accepted)

  await editor.press('Mod+Shift+h')
  await expect(editor.historyRuns).toHaveCount(1)
  await expect(editor.historyRuns).toContainText(`accepted · “${old}”`)
  await expect(editor.historyTexts).toHaveCount(3)
  await expect(editor.historyTexts.nth(1)).toContainText('accepted')
  await editor.button('Restore: Alternative 1').click()
  expect(await editor.text()).toBe(text.replace(old, first))
  await editor.press('Mod+z')
  expect(await editor.text()).toBe(accepted)
  await editor.button('Restore: Before this fill').click()
  expect(await editor.text()).toBe(text)
  await editor.press('Mod+z')
  expect(await editor.text()).toBe(accepted)

  await editor.select('The old house')
  for (const _ of [1, 2]) await editor.press('ArrowRight')
  const versions = editor.page.getByRole('list', { name: 'Versions, the oldest first' }).getByRole('button')
  await expect(versions).toHaveCount(2)
  await versions.first().click()
  expect(await editor.text()).toBe(text)
  await editor.press('Mod+z')
  expect(await editor.text()).toBe(accepted)

  await editor.press('Mod+Shift+a')
  const share = (origin: string) => editor.page.getByRole('row', { name: new RegExp(`^${origin} \\d`) })
  await expect(share('Generated')).toHaveText(/[1-9]\d* words?/)
  await expect(share('Not known')).toContainText('0 words')
  await editor.page.getByRole('checkbox', { name: 'Underline them in the text' }).check()
  await expect(editor.page.locator('.view-line .author-generated').first()).toBeVisible()
  const words = await share('Generated').textContent()

  await answerSaveDialog(lacuna.electron, path.join(folder, 'annotated.md'))
  await editor.command('Export with authorship')
  await expect(editor.note).toContainText('annotated.md')
  expect(await readFile(path.join(folder, 'annotated.md'), 'utf8')).toMatch(
    /\n\n---\nAnnotations: 0,\d+ SHA-256 [0-9a-f]{32} {2}\n@Writer: [\d, ]+\n&Lacuna: [\d, ]+\n\.\.\.\n$/
  )
  await answerSaveDialog(lacuna.electron, file)
  await editor.press('Mod+s')
  await expect(editor.heading).toContainText('house.md')
  await lacuna.quit()

  const again = await new EditorPage(await launch({ args: [file] })).ready()
  expect(await again.text()).toBe(accepted)
  await again.press('Mod+Shift+a')
  await expect(again.page.getByRole('row', { name: /^Generated \d/ })).toHaveText(words ?? '')
  await again.press('Mod+Shift+h')
  await expect(again.historyRuns).toHaveCount(1)
  await again.button('Restore: Alternative 1').click()
  expect(await again.text()).toBe(text.replace(old, first))
})
