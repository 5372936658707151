import type { Page } from '@playwright/test'
import type { DocumentContent } from '../../../main/ipc/contract'
import type { FakeBridge } from '../fake-bridge'

declare global {
  interface Window {
    readonly simulation: FakeBridge
  }
}

interface Box {
  readonly left: number
  readonly right: number
  readonly middle: number
}

/** Opens the page; `query` as page.ts describes it. Fails the test on errors of the page. */
export async function openPage(page: Page, query = ''): Promise<void> {
  page.on('pageerror', (error) => {
    throw error
  })
  await page.goto(`/${query}`)
  await page.getByRole('heading', { name: 'The house at the end of the lane.md' }).waitFor()
  await page.locator('.view-line').filter({ hasText: 'Marta' }).first().waitFor()
}

/** Where a word is drawn. */
async function boxOf(page: Page, word: string): Promise<Box> {
  const box = await page.evaluate((wanted) => {
    const lines = document.querySelector('.view-lines')
    const walker = document.createTreeWalker(lines ?? document, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted)
      if (at < 0) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      const { left, right, top, height } = range.getBoundingClientRect()
      return { left, right, middle: top + height / 2 }
    }
    return null
  }, word)
  if (!box) throw new Error(`The page does not show ${word}.`)
  return box
}

/** Selects from one word to another with the mouse; with `add`, beside what is selected. */
export async function select(page: Page, first: string, last = first, add = false): Promise<void> {
  const [from, to] = [await boxOf(page, first), await boxOf(page, last)]
  if (add) await page.keyboard.down('Alt')
  await page.mouse.move(from.left + 1, from.middle)
  await page.mouse.down()
  await page.mouse.move(to.right, to.middle, { steps: 4 })
  await page.mouse.up()
  if (add) await page.keyboard.up('Alt')
}

/** Puts the caret in the middle of a word. */
export async function clickInto(page: Page, word: string): Promise<void> {
  const box = await boxOf(page, word)
  await page.mouse.click((box.left + box.right) / 2, box.middle)
}

/** The document as the main process gets it. */
export async function savedDocument(page: Page): Promise<DocumentContent> {
  const saves = () => page.evaluate(() => window.simulation.requests('document:save').length)
  const before = await saves()
  await page.keyboard.press('ControlOrMeta+s')
  await page.waitForFunction((count) => window.simulation.requests('document:save').length > count, before)
  return page.evaluate(() => window.simulation.requests('document:save').at(-1)!)
}

/** The text as it is drawn, without its line breaks. */
export async function drawnText(page: Page): Promise<string> {
  const lines = await page.locator('.view-line').allTextContents()
  return lines.join(' ').replaceAll('\u00a0', ' ')
}
