import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

test('opens on the sample at the first start, ready to be written in', async ({ launch }) => {
  const editor = await new EditorPage(await launch({ settings: null })).ready()
  await expect(editor.lines).toContainText('The ferry put Ines down')
  await expect(editor.marks).toHaveCount(4)
  await expect(editor.button('Regenerate')).toBeEnabled()
})

test('keeps its own home and shuts the page off from the machine', async ({ lacuna }) => {
  expect(await lacuna.electron.evaluate(({ app }) => app.getPath('userData'))).toBe(lacuna.userData)
  const reach = await lacuna.page.evaluate(() => ({
    require: typeof Reflect.get(window, 'require'),
    process: typeof Reflect.get(window, 'process')
  }))
  expect(reach).toEqual({ require: 'undefined', process: 'undefined' })
})

test('takes typed text and gives it back', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  const text = 'One line.\n\nNaïve café — 日本語 👩‍👧 and “quotes”.'
  await editor.write(text)
  expect(await editor.text()).toBe(text)
  await expect(editor.heading).toContainText('edited')
})
