import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** The Web Content Accessibility Guidelines up to 2.2, levels A and AA. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The rules that the page breaks once everything on it stands still, each with the elements that do. */
export async function violations(page: Page): Promise<string[]> {
  await standStill(page)
  await page.evaluate(axe.source)
  return page.evaluate(async (tags) => {
    const { violations: found } = await axe.run(document, {
      runOnly: tags,
      // An experimental rule; it takes the shortcut that a button shows for a part of its name.
      rules: { 'label-content-name-mismatch': { enabled: false } }
    })
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`)
  }, standards)
}

/** Resolves when nothing on the page is on its way any more; what moves without end does not count. */
export async function standStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const finite = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    // One that is cut off has ended, too.
    await Promise.allSettled(finite.map(({ finished }) => finished))
  })
}
