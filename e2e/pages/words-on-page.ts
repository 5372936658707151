import type { Page } from '@playwright/test'

/** Selects several words with the pointer: a double click on the first, one with Alt held on each of the others. */
export async function selectWords(page: Page, words: readonly string[]): Promise<void> {
  for (const [index, word] of words.entries()) {
    const { x, y } = await middleOf(page, word)
    if (index > 0) await page.keyboard.down('Alt')
    await page.mouse.dblclick(x, y)
    if (index > 0) await page.keyboard.up('Alt')
  }
}

/** Where the first occurrence of a word in the lines of the text is drawn. */
async function middleOf(page: Page, word: string): Promise<{ readonly x: number; readonly y: number }> {
  const found = await page.evaluate((wanted) => {
    const lines = document.querySelector('.view-lines') ?? document
    const walker = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted)
      if (at < 0) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      const { left, right, top, bottom } = range.getBoundingClientRect()
      return { x: (left + right) / 2, y: (top + bottom) / 2 }
    }
    return null
  }, word)
  if (!found) throw new Error(`the page does not show ${word}`)
  return found
}
