import { expect, test } from '@playwright/test'
import axe from 'axe-core'
import { clickInto, drawnText, openPage, savedDocument, select } from './page-driver'

const filling = { name: 'Filling' }

test('fills two regions around a lock in place, accepts as one step, undoes text and marks', async ({
  page
}) => {
  await openPage(page, '?pause=30')
  const before = await savedDocument(page)
  await select(page, 'pear')
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await select(page, 'snowdrops', 'flowered')
  await select(page, 'heavier', 'expected', true)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('progressbar', filling)).toBeVisible()
  const accept = page.getByRole('button', { name: 'Accept', exact: true })
  await expect(accept).toBeVisible()
  await expect(page.locator('.selected-text')).toHaveCount(0)
  const marked = await savedDocument(page)
  expect(marked.text).toBe(before.text)
  expect(marked.marks.regions).toHaveLength(2)

  await accept.click()
  await expect(accept).toBeHidden()
  const accepted = await savedDocument(page)
  const [first, second] = marked.marks.regions
  expect(accepted.marks.regions).toEqual([])
  expect(accepted.text.slice(0, first!.start)).toBe(before.text.slice(0, first!.start))
  expect(accepted.text.endsWith(before.text.slice(second!.end))).toBe(true)
  expect(accepted.text).not.toContain('snowdrops')
  const lock = accepted.marks.locks[0]!
  expect(accepted.text.slice(lock.start, lock.end)).toBe('pear')

  await page.keyboard.press('ControlOrMeta+z')
  expect(await savedDocument(page)).toEqual(marked)
  await page.keyboard.press('ControlOrMeta+Shift+z')
  expect(await savedDocument(page)).toEqual(accepted)
})

test('takes typing elsewhere while it runs and while a proposal waits, and undoes it', async ({ page }) => {
  await openPage(page, '?pause=500')
  await select(page, 'heavier', 'expected')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.type('First words. ')
  await expect(page.getByRole('progressbar', filling)).toBeVisible()
  expect((await savedDocument(page)).text.startsWith('First words. # The house')).toBe(true)
  const accept = page.getByRole('button', { name: 'Accept', exact: true })
  await expect(accept).toBeVisible()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('Last words.')
  const typed = await savedDocument(page)
  expect(typed.text.endsWith('in turn.\nLast words.')).toBe(true)
  expect(typed.text).toContain('It was heavier than she expected. She')
  await page.keyboard.press('ControlOrMeta+z')
  expect((await savedDocument(page)).text.endsWith('Last ')).toBe(true)
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await page.keyboard.press('Alt+Enter')
  const accepted = await savedDocument(page)
  expect(accepted.text).not.toContain('heavier')
  expect(accepted.text.endsWith('Last words.')).toBe(true)
  await page.keyboard.press('ControlOrMeta+z')
  expect(await savedDocument(page)).toEqual(typed)
})

test('stops, and changes nothing, when its place is edited', async ({ page }) => {
  await openPage(page, '?pause=1000')
  const before = await savedDocument(page)
  await select(page, 'snowdrops', 'wall')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.locator('.preview-new').first()).toBeVisible()
  await page.locator('.preview-new').first().click()
  await page.keyboard.type('x')
  await expect(page.getByRole('status', { name: 'Note' })).toContainText('Stopped')
  await expect(page.getByRole('progressbar', filling)).toBeHidden()
  expect((await savedDocument(page)).text).toBe(before.text)
})

test('lets the writer delete everything while it runs', async ({ page }) => {
  await openPage(page, '?pause=150')
  const before = await savedDocument(page)
  await select(page, 'snowdrops', 'wall')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('x')
  await expect(page.getByRole('progressbar', filling)).toBeHidden()
  expect(await savedDocument(page)).toEqual({ ...before, text: 'x', marks: { regions: [], locks: [] } })
  await page.keyboard.press('ControlOrMeta+z')
  expect((await savedDocument(page)).text).toBe(before.text)
})

test('stops on Escape and discards on Escape', async ({ page }) => {
  await openPage(page, '?pause=100')
  const before = await savedDocument(page)
  await select(page, 'heavier', 'expected')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('progressbar', filling)).toBeHidden()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('region', { name: 'Proposal', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Proposal', exact: true })).toBeHidden()
  expect((await savedDocument(page)).text).toBe(before.text)
  expect(await drawnText(page)).toContain('heavier than she expected')
})

test('puts a gap with a wanted length at the caret; typing goes on behind it', async ({ page }) => {
  await openPage(page)
  await select(page, 'apples')
  await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: 'Insert gap' }).click()
  await page.getByRole('spinbutton', { name: 'Number of words' }).fill('7')
  await page.keyboard.press('Enter')
  await page.keyboard.type(' and')
  const { text, marks } = await savedDocument(page)
  const at = text.indexOf('apples and')
  expect(marks.regions).toEqual([{ start: at + 6, end: at + 6, words: 7 }])
  await expect(page.getByRole('list', { name: 'Regions and locks' })).toContainText('about 7 words')
  await page.keyboard.press('ControlOrMeta+Shift+u')
  expect((await savedDocument(page)).marks.regions).toEqual([])
})

test('finds commands by keyboard and gives the focus back to the text', async ({ page }) => {
  await openPage(page)
  await clickInto(page, 'apples')
  await page.keyboard.press('F1')
  await page.getByRole('combobox', { name: 'Command' }).fill('theme')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.keyboard.type('!')
  expect((await savedDocument(page)).text).toMatch(/a\w*!\w*s\. Someone/u)
})

test('keeps the edit area named and the page free of accessibility faults', async ({ page }) => {
  for (const theme of ['light', 'dark']) {
    await openPage(page, `?pause=20&theme=${theme}`)
    await expect(page.getByRole('textbox', { name: 'Document text' })).toHaveCount(1)
    await page.keyboard.press('ControlOrMeta+Shift+l')
    await select(page, 'heavier', 'expected')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByRole('region', { name: 'Proposal', exact: true })).toBeVisible()
    await page.evaluate(axe.source)
    const faults = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
        exclude: [['.monaco-editor']]
      })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
    })
    expect(faults).toEqual([])
  }
})

for (const theme of ['light', 'dark']) {
  for (const [size, width, height] of [
    ['wide', 1280, 800],
    ['narrow', 640, 700]
  ] as const) {
    test(`looks right: ${theme}, ${size}`, async ({ page }, testInfo) => {
      const picture = (name: string) =>
        page.screenshot({ path: testInfo.outputPath(`${name}-${theme}-${size}.png`) })
      await page.setViewportSize({ width, height })
      await openPage(page, `?pause=250&theme=${theme}`)
      await picture('rest')
      const corner = () =>
        page.locator('.view-lines').evaluate((lines) => {
          const { left, top } = lines.getBoundingClientRect()
          return { left, top }
        })
      const before = await corner()
      await select(page, 'pear')
      await page.keyboard.press('ControlOrMeta+l')
      await select(page, 'snowdrops', 'flowered')
      await page.keyboard.press('ControlOrMeta+Enter')
      await expect(page.locator('.preview-new').nth(2)).toBeVisible()
      await picture('running')
      await expect(page.getByRole('region', { name: 'Proposal', exact: true })).toBeVisible()
      await picture('proposal')
      // What comes and goes has its place: the text never moves for it.
      expect(await corner()).toEqual(before)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
    })
  }
}
