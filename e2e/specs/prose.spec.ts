import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

const chapter = `# The ferry

The ferry put Ines down at the **north** pier. She had one bag. It was raining.

## The house

> Nobody had lived there since the war.

- a key
- a *lamp*
`

test.describe('the look of the text', () => {
  test('is chosen in a panel and remembered', async ({ launch, folder }) => {
    const first = await launch({ userData: folder })
    const editor = await new EditorPage(first).ready()
    await editor.press('Mod+,')
    const panel = first.page.getByRole('region', { name: 'Text and appearance' })
    await panel.getByRole('radio', { name: /Inter/ }).check()
    await panel.getByRole('slider', { name: 'Size' }).fill('24')
    await panel.getByRole('slider', { name: 'Width of the column' }).fill('50')
    await panel.getByRole('radio', { name: 'Sepia' }).check()
    const look = (page: typeof first.page) =>
      page.evaluate(() => {
        const line = document.querySelector('.view-line')!
        const { fontFamily, fontSize } = getComputedStyle(line)
        const { backgroundColor } = getComputedStyle(document.body)
        return { family: fontFamily.split(',')[0], fontSize, backgroundColor }
      })
    const wanted = { family: '"Inter Variable"', fontSize: '24px', backgroundColor: 'rgb(244, 236, 216)' }
    await expect.poll(() => look(first.page)).toEqual(wanted)
    expect(await first.page.evaluate(() => document.fonts.check('24px "Inter Variable"'))).toBe(true)
    await first.quit()

    const second = await launch({ userData: folder })
    await new EditorPage(second).ready()
    await expect.poll(() => look(second.page)).toEqual(wanted)
    await second.quit()
  })

  test('grows to 200 % by keyboard, and everything stays in reach', async ({ lacuna }) => {
    const editor = await new EditorPage(lacuna).ready()
    const width = await lacuna.page.evaluate(() => window.innerWidth)
    for (let step = 0; step < 5; step++) await editor.press('Mod+=')
    await expect.poll(() => lacuna.page.evaluate(() => window.innerWidth)).toBeLessThanOrEqual(width / 1.9)
    const outside = await lacuna.page.evaluate(() =>
      [...document.querySelectorAll('button, input')]
        .filter((control) => control.getClientRects().length > 0)
        .filter((control) => {
          const { left, right, top, bottom } = control.getBoundingClientRect()
          return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1
        })
        .map((control) => control.outerHTML)
    )
    expect(outside).toEqual([])
    await editor.press('Mod+-')
    await editor.press('Mod+0')
    await expect.poll(() => lacuna.page.evaluate(() => window.innerWidth)).toBe(width)
  })
})

test('dims what is out of focus and keeps the line of a typewriter in the middle', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.write(chapter.repeat(20))
  await editor.press('F8')
  await expect(lacuna.page.locator('.dimmed').first()).toBeVisible()
  await editor.select('She had one bag')
  await editor.press('Shift+F8')
  const bright = lacuna.page.locator('.view-line span span:not(.dimmed)')
  await expect(bright.filter({ hasText: 'She had one bag.' }).first()).toBeVisible()
  await expect(lacuna.page.locator('.dimmed').filter({ hasText: 'Nobody had lived' }).first()).toBeVisible()
  await editor.press('Shift+F8')
  await expect(lacuna.page.locator('.dimmed')).toHaveCount(0)

  await editor.press('F9')
  const distance = () =>
    lacuna.page.evaluate(() => {
      const text = document.querySelector('.text')!.getBoundingClientRect()
      const caret = document.querySelector('.cursor')!.getBoundingClientRect()
      return Math.abs((caret.top + caret.bottom) / 2 - (text.top + text.bottom) / 2)
    })
  for (const keys of ['Mod+Home', 'ArrowDown', 'Mod+End', 'PageUp']) {
    await editor.press(keys)
    await expect.poll(distance).toBeLessThan(40)
  }
})

test('counts the text and the selection', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.write('One is here. Two are there.\n\nThree.')
  await editor.select('Two are')
  await expect(editor.page.getByRole('button', { name: '2 of 7 words' })).toBeVisible()
  await editor.press('Shift+F9')
  const rows = editor.page.getByRole('dialog', { name: 'Counts' }).getByRole('row')
  await expect(rows).toHaveText([
    /Selection\s*Document/,
    /Words\s*2\s*7/,
    /Characters\s*7\s*33/,
    /Sentences\s*1\s*3/,
    /Reading time\s*less than a minute\s*less than a minute/
  ])
  await editor.press('Escape')
  await expect(rows).toHaveCount(0)
})

test('styles Markdown, lists its headings and shows a page of it', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  const { page } = lacuna
  await editor.write(
    `${chapter}\n\n<script>alert(1)</script>\n\n![x](https://a.example/x.png)\n${'\n'.repeat(60)}## The end`
  )
  await editor.press('Mod+Home')
  await expect(page.locator('.md-heading').first()).toHaveText(/The ferry|#/)
  await expect(page.locator('.md-strong').filter({ hasText: 'north' })).toBeVisible()
  await expect(page.locator('.md-sign').filter({ hasText: /^#\s?$/ })).toHaveCount(1)

  await editor.press('Mod+Shift+o')
  const outline = page.getByRole('region', { name: 'Outline' })
  await expect(outline.getByRole('listitem')).toHaveText([/The ferry/, /The house/, /The end/])
  await outline.getByRole('button', { name: /The end/ }).click()
  await expect(page.locator('.view-line').filter({ hasText: 'The end' })).toBeVisible()
  await expect(outline.getByRole('button', { name: /The end/ })).toHaveAttribute('aria-current', 'location')

  await editor.press('Mod+Shift+v')
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByRole('heading', { name: 'The ferry', level: 1 })).toBeVisible()
  await expect(preview.getByRole('strong')).toHaveText('north')
  await expect(preview.locator('script, img, iframe')).toHaveCount(0)
  await expect(preview).toContainText('<script>alert(1)</script>')
  await editor.focusText()
  await editor.press('Mod+Home')
  await page.keyboard.insertText('Before all. ')
  await expect(preview).toContainText('Before all.')
})

test('finds, replaces and pastes', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  const { page } = lacuna
  await editor.write('A cat and a cat.')
  await editor.press('Mod+Home')
  await editor.press('Mod+h')
  const widget = page.getByRole('dialog', { name: 'Find / Replace' })
  await widget.getByRole('textbox', { name: 'Find' }).fill('cat')
  await widget.getByRole('textbox', { name: 'Replace' }).fill('dog')
  await widget.getByRole('button', { name: /Replace All/ }).click()
  await editor.press('Escape')
  expect(await editor.text()).toBe('A dog and a dog.')
  await editor.press('Mod+z')
  expect(await editor.text()).toBe('A cat and a cat.')

  await editor.select('A cat')
  await page
    .locator('.view-line')
    .first()
    .click({ button: 'right', position: { x: 40, y: 10 } })
  await page.getByRole('menuitem', { name: /^Cut/ }).click()
  expect(await editor.text()).toBe(' and a cat.')
  await lacuna.electron.evaluate(({ clipboard }) => clipboard.writeText(' A dog.'))
  await editor.press('Mod+Home')
  await page
    .locator('.view-line')
    .first()
    .click({ button: 'right', position: { x: 200, y: 10 } })
  await page.getByRole('menuitem', { name: /^Paste/ }).click()
  await expect(editor.lines).toContainText('A dog.')
})

test('types smart punctuation, which one undo takes back', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.press('Mod+n')
  await editor.press('Mod+Alt+Quote')
  await editor.focusText()
  await editor.page.keyboard.type('"Yes," she said -- it\'s `"x"`...')
  expect(await editor.text()).toBe('“Yes,” she said – it’s `"x"`…')
  await editor.press('Mod+z')
  expect(await editor.text()).toBe('“Yes,” she said – it’s `"x"`...')
})

/** Pictures of every theme to look at: LACUNA_PICTURES names their folder. */
const pictures = process.env['LACUNA_PICTURES']
if (pictures !== undefined) {
  for (const theme of ['light', 'dark', 'sepia', 'contrast'] as const) {
    test(`a picture of ${theme}`, async ({ lacuna }) => {
      const editor = await new EditorPage(lacuna).ready()
      await mkdir(pictures, { recursive: true })
      await editor.press('Mod+,')
      await editor.press('Mod+Shift+o')
      const name = { light: 'Light', dark: 'Dark', sepia: 'Sepia', contrast: 'High contrast' }[theme]
      await editor.page.getByRole('radio', { name, exact: true }).check()
      await editor.write(chapter.repeat(3))
      await editor.markRegion('She had one bag')
      await editor.press('Mod+f')
      await editor.page.screenshot({ path: path.join(pictures, `${theme}.png`) })
    })
  }
}
